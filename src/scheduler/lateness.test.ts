import assert from "node:assert/strict";
import { test } from "node:test";
import { MINUTE } from "../domain/time.ts";
import { Lateness } from "./lateness.ts";

test("half and nearly all of the last few thousand stay under the figures given", () => {
  const lateness = new Lateness();
  const none = { probes: 0, lately: 0, p50Ms: 0, p99Ms: 0 };
  assert.deepEqual(lateness.summary(0), none);
  for (let n = 0; n < 10_000; n++) lateness.add(1_000, 1);
  for (let n = 1; n <= 4_096; n++) lateness.add(n, 1);
  const { probes, lately, p50Ms, p99Ms } = lateness.summary(2);
  assert.deepEqual(
    { probes, lately, p50Ms, p99Ms },
    { probes: 14_096, lately: 4_096, p50Ms: 2_049, p99Ms: 4_056 },
  );
});

test("what was long ago says nothing of now", () => {
  const lateness = new Lateness();
  const now = 10 * MINUTE;
  lateness.add(9_000, now - 6 * MINUTE);
  lateness.add(5, now - MINUTE);
  assert.deepEqual(lateness.summary(now), {
    probes: 2,
    lately: 1,
    p50Ms: 5,
    p99Ms: 5,
  });
});

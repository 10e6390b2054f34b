import assert from "node:assert/strict";
import { test } from "node:test";
import { Lateness } from "./lateness.ts";

test("half and nearly all of the last few thousand stay under the figures given", () => {
  const lateness = new Lateness();
  assert.deepEqual(lateness.summary(), { probes: 0, p50Ms: 0, p99Ms: 0 });
  for (let n = 0; n < 10_000; n++) lateness.add(1_000);
  for (let n = 1; n <= 4_096; n++) lateness.add(n);
  const { probes, p50Ms, p99Ms } = lateness.summary();
  assert.deepEqual([probes, p50Ms, p99Ms], [14_096, 2_049, 4_056]);
});

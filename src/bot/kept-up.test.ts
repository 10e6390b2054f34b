import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { test } from "node:test";
import { createLog } from "../base/log.ts";
import { Redactor } from "../base/redact.ts";
import { MINUTE, SECOND } from "../domain/time.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { KeptUp } from "./kept-up.ts";

const log = createLog("silent", new Redactor());

/** A connection that fails at first; `tries` are the moments, in seconds, at which it was tried. */
function flaky(failures: number) {
  const clock = new ManualClock();
  const began = clock.now();
  const tries: number[] = [];
  let gone = Promise.withResolvers<void>();
  const keptUp = new KeptUp(
    async () => {
      tries.push((clock.now() - began) / SECOND);
      if (tries.length <= failures) throw new Error("refused");
      gone = Promise.withResolvers<void>();
      return { gone: gone.promise };
    },
    { clock, log },
  );
  const pass = async (ms: number) => {
    await setImmediate();
    for (let passed = 0; passed < ms; passed += SECOND / 2) {
      clock.move(SECOND / 2);
      await setImmediate();
      await setImmediate();
    }
  };
  return { keptUp, tries, pass, lose: () => gone.resolve() };
}

test("what cannot be connected is tried again with longer and longer pauses", async () => {
  const { keptUp, tries, pass } = flaky(9);
  await keptUp.start();
  assert.deepEqual(tries, [0], "the start does not wait for Slack");
  await pass(2 * MINUTE);
  assert.deepEqual(
    tries,
    [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5, 61.5, 91.5],
    "half a minute at most",
  );
  keptUp.stop();
  await pass(MINUTE);
  assert.equal(tries.length, 9);
});

test("a good connection that is lost is made again at once", async () => {
  const { keptUp, tries, pass, lose } = flaky(1);
  await keptUp.start();
  await pass(MINUTE);
  assert.equal(tries.length, 2);
  lose();
  await setImmediate();
  assert.equal(tries.length, 3);
  lose();
  await setImmediate();
  assert.equal(
    tries.length,
    3,
    "one that was lost right away is given a moment",
  );
  await pass(SECOND);
  assert.equal(tries.length, 4);
  keptUp.stop();
});

test("it says how the connection is, since when, and why there is none", async () => {
  const { keptUp, pass, lose } = flaky(3);
  const began = keptUp.state.since;
  await keptUp.start();
  assert.deepEqual(keptUp.state, {
    connected: false,
    since: began,
    failure: "refused",
  });
  await pass(2 * SECOND);
  assert.equal(keptUp.state.since, began, "it fails since it began");
  await pass(2 * SECOND);
  const { connected, since, failure } = keptUp.state;
  assert.deepEqual([connected, failure], [true, null]);
  assert.ok(since > began);
  await pass(MINUTE);
  keptUp.stop();
  lose();
  await setImmediate();
  assert.equal(keptUp.state.connected, false);
  assert.equal(keptUp.state.failure, "the connection was lost");
});

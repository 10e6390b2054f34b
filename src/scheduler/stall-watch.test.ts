import assert from "node:assert/strict";
import { test } from "node:test";
import { ManualClock } from "../testing/manual-clock.ts";
import { StallWatch } from "./stall-watch.ts";

test("a program that stood still knows it, for the stretches that it concerns", () => {
  const clock = new ManualClock(0);
  const watch = new StallWatch(clock);
  for (let beat = 0; beat < 8; beat++) {
    clock.move(250);
    watch.beat();
  }
  assert.equal(watch.stalledWithin(0, 2_000), false);
  clock.move(6_000); // suspended from 2 s to 8 s
  assert.equal(
    watch.stalledWithin(1_000, 3_000),
    true,
    "it notices also where its own beat is late",
  );
  assert.equal(watch.stalledWithin(7_999, 9_000), true);
  assert.equal(watch.stalledWithin(0, 2_000), false);
  assert.equal(watch.stalledWithin(8_000, 9_000), false);
});

test("a beat that is somewhat late is none, and old stalls are forgotten", () => {
  const clock = new ManualClock(0);
  const watch = new StallWatch(clock);
  clock.move(1_200);
  assert.equal(watch.stalledWithin(0, 1_200), false);
  clock.move(5_000);
  assert.equal(watch.stalledWithin(2_000, 3_000), true);
  for (let beat = 0; beat < 4 * 60 * 6; beat++) {
    clock.move(250);
    watch.beat();
  }
  assert.equal(watch.stalledWithin(2_000, 3_000), false);
});

test("a clock that is put back is no stall", () => {
  const clock = new ManualClock(1_000_000);
  const watch = new StallWatch(clock);
  clock.move(-500_000);
  watch.beat();
  clock.move(250);
  assert.equal(watch.stalledWithin(0, 2_000_000), false);
});

test("its own loop beats and ends with the signal", async () => {
  const clock = new ManualClock(0);
  const watch = new StallWatch(clock);
  const ending = new AbortController();
  const running = watch.run(ending.signal);
  clock.move(250);
  ending.abort();
  await running;
});

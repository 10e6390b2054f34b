import assert from "node:assert/strict";
import { test } from "node:test";
import { ManualClock } from "../testing/manual-clock.ts";
import { Bell } from "./bell.ts";
import { FollowingClock, systemClock } from "./clock.ts";

test("a wait ends with its time, or at once with the signal, and never throws", async () => {
  const ending = new AbortController();
  const waiting = systemClock.sleep(60_000, ending.signal);
  ending.abort();
  await waiting;
  await systemClock.sleep(60_000, ending.signal);
  await systemClock.sleep(1);
});

test("the clock follows the database's where the two disagree, and not the network's delay", () => {
  const own = new ManualClock(1_000_000);
  const clock = new FollowingClock(own);
  clock.follow(1_000_100);
  assert.equal(clock.now(), 1_000_000);
  clock.follow(1_090_000);
  assert.equal(clock.now(), 1_090_000);
  clock.follow(1_089_900);
  assert.equal(clock.now(), 1_090_000, "a delay is not a step");
  own.move(-500_000);
  clock.follow(1_090_050);
  assert.equal(clock.now(), 1_090_050, "our own clock was put back");
  clock.follow(500_010);
  assert.equal(clock.now(), 500_000, "both agree again");
});

test("a bell that was rung before, or rings meanwhile, ends the wait; once", async () => {
  const clock = new ManualClock();
  const bell = new Bell();
  const signal = new AbortController().signal;
  bell.ring();
  bell.ring();
  await bell.wait(clock, 60_000, signal);
  const waiting = bell.wait(clock, 60_000, signal);
  bell.ring();
  await waiting;
  let isOver = false;
  const third = bell.wait(clock, 1_000, signal).then(() => (isOver = true));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(isOver, false);
  clock.move(1_000);
  await third;
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Delivery, Task } from "../actions/telling/task.ts";
import type { Outlet } from "../actions/telling/outlets.ts";
import { DAY } from "../domain/time.ts";
import { addressed } from "./telling.ts";

const outlet = { recipient: "COPS000001" } as Outlet;

/** Which number the next attempt at a delivery has. */
function next(state: Delivery["state"], attempts: number): number {
  const delivery = { id: 7, state, attempts, createdAt: 0 } as Delivery;
  const task: Task = { kind: "ask", delivery, thread: null };
  return addressed(outlet, task, {}, 0).address.attempt;
}

test("an attempt that our own death cut off is made again under the same number, but never as the first", () => {
  let attempts = 1;
  for (let death = 0; death < 20; death++) attempts = next("sending", attempts);
  assert.equal(attempts, 2);
  assert.equal(next("sending", 5), 5);
});

test("a first attempt is as old as what it tells", () => {
  const message = { topic: "trouble", thread: null, stories: null } as const;
  const task: Task = {
    ...message,
    kind: "post",
    ids: [7],
    plannedAt: 0,
    maintenance: null,
    lines: [],
  };
  const { address, plannedAt } = addressed(outlet, task, {}, DAY);
  assert.deepEqual([plannedAt, address.triedAt], [0, DAY]);
  assert.ok(address.since <= 0);
});

test("what the remote did not take is tried again under the next number", () => {
  assert.equal(next("retry", 1), 2);
  assert.equal(next("ambiguous", 7), 8);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { nextOnGrid, phaseOf } from "./schedule.ts";

test("the next due time is on the grid and later", () => {
  for (const after of [0, 1, 999, 1_000, 1_700_000_000_123]) {
    for (const [every, phase] of [
      [1_000, 0],
      [20_000, 7_321],
      [3_600_000, 3_599_999],
    ] as const) {
      const next = nextOnGrid(after, every, phase);
      assert.ok(next > after && next <= after + every);
      assert.equal((next - phase) % every, 0);
    }
  }
});

test("first due times are spread evenly over the interval", () => {
  const every = 20_000;
  for (const [from, count] of [
    [1, 1_000],
    [777, 500],
    [1, 10_000],
  ] as const) {
    const seconds = Array.from({ length: 20 }, () => 0);
    for (let id = from; id < from + count; id++) {
      const second = Math.floor(phaseOf(id, every) / 1_000);
      seconds[second] = (seconds[second] ?? 0) + 1;
    }
    const fair = count / 20;
    assert.ok(
      seconds.every((n) => Math.abs(n - fair) <= 3),
      `uneven: ${seconds.join(" ")}`,
    );
  }
});

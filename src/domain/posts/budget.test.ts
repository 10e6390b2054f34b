import assert from "node:assert/strict";
import { test } from "node:test";
import { isAffordable, warningAt } from "./budget.ts";
import {
  dollars,
  monthStart,
  parseDollars,
  POST_PRICE,
  utcMonth,
} from "./price.ts";

test("however outages come and go, a budget is never exceeded and every announced one is ended", () => {
  let seed = 7;
  const random = (): number => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  for (let month = 0; month < 200; month++) {
    const budget = POST_PRICE * Math.ceil(random() * 40);
    const endPrice = POST_PRICE;
    let [spent, owed] = [0, 0];
    for (let step = 0; step < 100; step++) {
      const isEnd = owed > 0 && random() < 0.3;
      const topic = isEnd ? "recovered" : random() < 0.5 ? "trouble" : "still";
      const stories = topic === "trouble" ? 1 : 0;
      const expense = { topic, isEnd, stories, price: POST_PRICE } as const;
      if (!isAffordable(expense, { budget, spent, owed, endPrice })) continue;
      spent += POST_PRICE;
      owed += stories - (isEnd ? 1 : 0);
      assert.ok(spent + owed * endPrice <= budget);
    }
  }
});

test("warnings at four fifths and at all of it", () => {
  assert.deepEqual(
    [0, 79, 80, 99, 100, 130].map((spent) => warningAt(spent, 100)),
    [undefined, undefined, 80, 80, 100, 100],
  );
});

test("months are UTC's, amounts are read and said in dollars", () => {
  const at = Date.UTC(2026, 10, 30, 23, 59);
  assert.equal(utcMonth(at), "2026-11");
  assert.equal(monthStart(at), Date.UTC(2026, 10, 1));
  assert.deepEqual([15, 30, 200, 1_215, 5_000].map(dollars), [
    "$0.015",
    "$0.03",
    "$0.20",
    "$1.215",
    "$5.00",
  ]);
  assert.deepEqual(
    ["$5", "5.50", "5 USD", "five", "-1", "", "1e9"].map(parseDollars),
    [5_000, 5_500, 5_000, undefined, undefined, undefined, undefined],
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { disorder, limitsOf, thresholdMeta, whyPassed } from "./thresholds.ts";

test("a threshold is worded by what it measures", () => {
  const lag = { what: "Lag", is: "above", passing: "A replica further behind" };
  assert.deepEqual(thresholdMeta(lag, "degraded"), {
    label: "Lag: degraded above",
    help: "A replica further behind counts as degraded.",
  });
  assert.deepEqual(thresholdMeta(lag, "down", "; 0 never"), {
    label: "Lag: down above",
    help: "A replica further behind counts as down; 0 never.",
  });
});

test("of the limits that are passed the worst is told", () => {
  const limits = limitsOf({ above: 5, aboveDown: 9, below: 1, belowDown: -1 });
  const table: [number, string | undefined][] = [
    [3, undefined],
    [5, undefined],
    [6, "degraded value-above: it is 6, above 5"],
    [10, "down value-above: it is 10, above 9"],
    [0, "degraded value-below: it is 0, below 1"],
    [-2, "down value-below: it is -2, below -1"],
  ];
  for (const [value, expected] of table) {
    const passed = whyPassed("it is", value, limits);
    assert.equal(
      passed &&
        `${passed.outcome} ${passed.reason.kind}: ${passed.reason.text}`,
      expected,
    );
  }
  assert.deepEqual(limitsOf({}), []);
  assert.deepEqual(limitsOf({ below: 0 }), [
    { outcome: "degraded", is: "below", limit: 0 },
  ]);
});

test("an alarm before its warning is told, whatever the values are written as", () => {
  const more = "must not be less than what counts as degraded";
  const less = "must not be more than what counts as degraded";
  const table: [unknown, unknown, "more" | "less", string?][] = [
    [1, 2, "more"],
    [2, 2, "more"],
    [3, 2, "more", more],
    ["3", "20", "more"],
    ["30", "20", "more", more],
    ["1min", "90s", "more"],
    ["2min", "90s", "more", more],
    [20, 10, "less"],
    [10, 20, "less", less],
    [undefined, 2, "more"],
    [3, undefined, "more"],
    ["soon", 2, "more"],
    [{}, null, "less"],
  ];
  for (const [lag, lagDown, worse, expected] of table)
    assert.deepEqual(
      disorder({ lag, lagDown }, { lag: worse }),
      expected === undefined ? [] : [["lagDown", expected]],
      JSON.stringify([lag, lagDown, worse]),
    );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Timing, timingProblems } from "./timing.ts";

const good: Timing = {
  everyMs: 30_000,
  timeoutMs: 5_000,
  confirmFailures: 3,
  confirmSuccesses: 1,
  confirmRetryMs: 10_000,
};

test("impossible timings are refused, field by field, with what to do", () => {
  const table: [string, Partial<Timing>, RegExp[]][] = [
    ["good", {}, []],
    ["a schedule decides", { everyMs: null }, []],
    [
      "an interval of 0",
      { everyMs: 0 },
      [/^The interval must be between 1 s and 7 days, as in "30s"/],
    ],
    [
      "an interval of 10 years",
      { everyMs: 10 * 365 * 86_400_000 },
      [/The interval must be/],
    ],
    ["not a number", { everyMs: Number.NaN }, [/The interval must be/]],
    [
      "timeout longer than interval",
      { everyMs: 5_000, timeoutMs: 6_000 },
      [/timeout \(6 s\) must not be longer than the interval \(5 s\)/],
    ],
    [
      "no timeout",
      { timeoutMs: 0 },
      [/timeout must be between 100 ms and 30 min/],
    ],
    [
      "half a failure",
      { confirmFailures: 0.5 },
      [/failures .* whole number between 1 and 20/],
    ],
    [
      "everything",
      {
        everyMs: -1,
        timeoutMs: -1,
        confirmFailures: 0,
        confirmSuccesses: 99,
        confirmRetryMs: 0,
      },
      [/interval/, /timeout/, /failures/, /successes/, /confirming looks/],
    ],
  ];
  for (const [name, change, expected] of table) {
    const problems = timingProblems({ ...good, ...change });
    assert.equal(
      problems.length,
      expected.length,
      `${name}: ${problems.map(({ text }) => text).join(" ")}`,
    );
    for (const [index, pattern] of expected.entries())
      assert.match(problems[index]?.text ?? "", pattern, name);
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { startOwnClock } from "../testing/patience.ts";
import { compilePattern, patternProblem } from "./pattern.ts";

test("patterns that would keep the process busy are refused, each with a sentence", () => {
  const table: [string, RegExp][] = [
    ["(a{1000}){1000}", /^is not a pattern that RE2 knows: invalid repeat/],
    ["a{1001}", /^is not a pattern that RE2 knows: invalid repeat/],
    ["(?:a?){1000}".repeat(40), /^is too large a pattern: its repeat counts/],
    ["\\pL{1000}$", /^is too large a pattern/],
    ["(?=a)", /^is not a pattern that RE2 knows/],
    ["(", /^is not a pattern that RE2 knows/],
  ];
  for (const [source, expected] of table)
    assert.match(patternProblem(source) ?? "", expected, source);
});

test("what takes engines for ever that try again takes this one a moment", () => {
  const text = `${"a".repeat(262_144)}!`;
  for (const source of [
    "^(a+)+$",
    "(a|aa|aaa)+$",
    "(x+x+)+y",
    "(.*a){20}b",
    "(a?){100}a{100}b",
    "^[0-9a-f]{64}$",
  ]) {
    const compiled = compilePattern(source);
    assert.ok(compiled.ok, source);
    const clock = startOwnClock();
    assert.equal(compiled.pattern.test(text), false, source);
    assert.ok(clock.stop() < 5_000, source);
  }
});

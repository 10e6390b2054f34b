import assert from "node:assert/strict";
import { test } from "node:test";
import { isPattern, matchesPattern } from "./pattern.ts";
import { startOwnClock } from "../testing/patience.ts";

const datastore = { namespaceSlug: "iati", nameKey: "datastore search" };

test("a pattern with a slash is laid on the whole name, one without on the service's", () => {
  const table: [string, boolean][] = [
    ["*", true],
    ["**", true],
    ["iati/*", true],
    ["iati / *", true],
    ["IATI/Data*", true],
    ["*/data*", true],
    ["data*", true],
    ["*search", true],
    ["*STORE*", true],
    ["d*o*e s*h", true],
    ["*data*store*search*", true],
    ["di/*", false],
    ["iati", false],
    ["iati*", false],
    ["store*", false],
    ["*data", false],
    ["data*data*", false],
    ["datastore search*search", false],
    ["datastore search", true],
  ];
  for (const [pattern, fits] of table)
    assert.equal(matchesPattern(pattern, datastore), fits, pattern);
});

test("only the star is special", () => {
  const odd = { namespaceSlug: "iati", nameKey: "a.b (c) [d] ?+$ a/b" };
  assert.equal(matchesPattern("a.b (c) [d] ?+$ *", odd), true);
  assert.equal(matchesPattern("a?b*", odd), false);
  assert.equal(matchesPattern("iati/*/b", odd), true);
  assert.equal(isPattern("datastore?"), false);
  assert.equal(isPattern("data*"), true);
});

test("a nasty pattern takes no longer than a kind one", () => {
  const long = { namespaceSlug: "iati", nameKey: "a".repeat(50_000) };
  const clock = startOwnClock();
  assert.equal(matchesPattern(`${"*a".repeat(2_000)}*b`, long), false);
  assert.equal(matchesPattern(`${"*aa".repeat(2_000)}*`, long), true);
  assert.ok(clock.stop() < 1_000);
});

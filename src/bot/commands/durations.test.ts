import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY, HOUR, MINUTE, SECOND } from "../../domain/time.ts";
import { joined, wordsOf } from "../words.ts";
import { durationOf, takeDuration } from "./durations.ts";

test("durations as people say them", () => {
  const table: [string, number | undefined][] = [
    ["2h", 2 * HOUR],
    ["2 hours", 2 * HOUR],
    ["1 h 30 min", 90 * MINUTE],
    ["an hour", HOUR],
    ["a day", DAY],
    ["one minute", MINUTE],
    ["half an hour", 30 * MINUTE],
    ["0s", 0],
    ["45 SECONDS", 45 * SECOND],
    ["2", undefined],
    ["a while", undefined],
    ["", undefined],
  ];
  for (const [typed, expected] of table)
    assert.equal(durationOf(typed), expected, typed);
});

test("a duration is taken off a name, wherever it stands", () => {
  const table: [string, string, number | null][] = [
    ["datastore 2h", "datastore", 2 * HOUR],
    ["datastore for 2 hours", "datastore", 2 * HOUR],
    ["front page for 1 h 30 min", "front page", 90 * MINUTE],
    ["datastore for half an hour", "datastore", 30 * MINUTE],
    ["for 2h datastore", "datastore", 2 * HOUR],
    ["30 minutes front page", "front page", 30 * MINUTE],
    ["datastore", "datastore", null],
    ["datastore forever", "datastore", null],
    ["datastore until resumed", "datastore", null],
    ["datastore for a while", "datastore for a while", null],
    ['"report 2h"', "report 2h", null],
    ['"report 2h" 30m', "report 2h", 30 * MINUTE],
    ["2h", "", 2 * HOUR],
    ["", "", null],
  ];
  for (const [typed, name, ms] of table) {
    const taken = takeDuration(wordsOf(typed));
    assert.deepEqual([joined(taken.words), taken.ms], [name, ms], typed);
  }
});

test("what said the duration can be said again for another name", () => {
  const { behind } = takeDuration(wordsOf("datastore for 2 hours"));
  assert.equal(joined(behind), "2 hours");
  assert.deepEqual(takeDuration(wordsOf("datastore")).behind, []);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { clip, counted, listed, storable } from "./text.ts";

test("a text is cut between characters, and says so", () => {
  assert.equal(clip("datastore", 9), "datastore");
  assert.equal(clip("datastore", 5), "data…");
  assert.equal(
    clip("ab😀cd", 4),
    "ab…",
    "an emoji is two units: half of one is none",
  );
  assert.equal(clip("datastore", 1), "…");
  for (let length = 1; length < 12; length++)
    assert.ok(clip("😀".repeat(20), length).length <= length);
});

test("counts and lists read as a person would say them", () => {
  assert.equal(counted(1, "service"), "1 service");
  assert.equal(counted(0, "service"), "0 services");
  const table: [string[], string][] = [
    [[], ""],
    [["A"], "A"],
    [["A", "B"], "A and B"],
    [["A", "B", "C"], "A, B and C"],
    [["A", "B", "C", "D"], "A, B and 2 more"],
  ];
  for (const [names, expected] of table) assert.equal(listed(names), expected);
  assert.equal(listed(["A", "B", "C"], 3, 70), "A, B and 68 more");
});

test("what no keyboard makes, and no database takes, is taken out", () => {
  assert.equal(
    storable("half \uD83D or \uDE00, whole 😀"),
    "half \uFFFD or \uFFFD, whole 😀",
  );
  assert.equal(
    storable("a\u0000b\u001B[31m\tc\r\nd \u0085"),
    "ab[31m\tc\r\nd ",
  );
});

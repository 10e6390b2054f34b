import assert from "node:assert/strict";
import { test } from "node:test";
import { segmentsOf } from "./segments.ts";

const table: [what: string, text: string, segments: number][] = [
  ["nothing", "", 1],
  ["160 plain characters", "a".repeat(160), 1],
  ["161 plain characters", "a".repeat(161), 2],
  ["306 plain characters", "a".repeat(306), 2],
  ["307 plain characters", "a".repeat(307), 3],
  ["80 euro signs, two places each", "€".repeat(80), 1],
  ["81 euro signs", "€".repeat(81), 2],
  ["a euro sign is not cut in two", `${"a".repeat(152)}€${"a".repeat(152)}`, 3],
  ["70 characters with a curly quote", `’${"a".repeat(69)}`, 1],
  ["71 characters with a Polish letter", `ł${"a".repeat(70)}`, 2],
  ["35 emoji", "🔥".repeat(35), 1],
  ["36 emoji", "🔥".repeat(36), 2],
];
for (const [what, text, segments] of table)
  test(`${what}: ${segments}`, () => {
    assert.equal(segmentsOf(text), segments);
  });

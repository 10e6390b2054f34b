import assert from "node:assert/strict";
import { test } from "node:test";
import { problemsWithOptions } from "./option-rules.ts";

const option = (value: string) => ({
  text: { type: "plain_text", text: value },
  value,
});
const options = (count: number) =>
  Array.from({ length: count }, (_, index) => option(`o${index}`));

const rows: [name: string, answer: unknown, problems: string[]][] = [
  ["a hundred options", { options: options(100) }, []],
  ["no options", { options: [] }, []],
  [
    "groups",
    {
      option_groups: [
        { label: { type: "plain_text", text: "g" }, options: options(1) },
      ],
    },
    [],
  ],
  ["nothing", {}, ["options answer: needs either options or option_groups"]],
  [
    "101 options",
    { options: options(101) },
    ["options answer.options: 101 items, 100 allowed"],
  ],
  [
    "an option without value",
    { options: [{ text: { type: "plain_text", text: "o" } }] },
    ["options answer.options[0].value: missing"],
  ],
];

for (const [name, answer, problems] of rows)
  test(`an answer of ${name}`, () =>
    assert.deepEqual(problemsWithOptions(answer), problems));

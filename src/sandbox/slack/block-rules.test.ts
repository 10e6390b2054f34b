import assert from "node:assert/strict";
import { test } from "node:test";
import { blocksTooLong, jsonPointer } from "./block-rules.ts";
import {
  x,
  plain,
  mrkdwn,
  times,
  input,
  cell,
  chart,
  testRows,
} from "./blocks/samples.ts";

testRows([
  ["no list", "x", ["blocks: not a list"]],
  ["a member that is no object", [1], ["blocks[0]: not an object"]],
  ["no type", [{}], ["blocks[0].type: missing"]],
  [
    "an unknown type",
    [{ type: "nope" }],
    ['blocks[0].type: unsupported type "nope"'],
  ],
  [
    "51 blocks",
    times(51, () => ({ type: "divider" })),
    ["blocks: 51 items, 50 allowed"],
  ],
  [
    "101 blocks of a modal",
    times(101, () => ({ type: "divider" })),
    ["blocks: 101 items, 100 allowed"],
    "modal",
  ],
  [
    "101 blocks of a home",
    times(101, () => ({ type: "divider" })),
    ["blocks: 101 items, 100 allowed"],
    "home",
  ],
  [
    "empty text",
    [{ type: "section", text: plain("") }],
    ["blocks[0].text.text: empty"],
  ],
  [
    "a text that is a bare string",
    [{ type: "section", text: "hi" }],
    ["blocks[0].text: not an object"],
  ],
  [
    "emoji in mrkdwn",
    [{ type: "section", text: { ...mrkdwn("a"), emoji: true } }],
    ["blocks[0].text.emoji: invalid additional property"],
  ],
  [
    "an unknown field of a block",
    [{ type: "divider", colour: "red" }],
    ["blocks[0].colour: invalid additional property"],
  ],
  [
    "block_id twice",
    [
      { type: "divider", block_id: "b" },
      { type: "divider", block_id: "b" },
    ],
    ["blocks[1].block_id: used twice"],
  ],
  [
    "block_id too long",
    [{ type: "divider", block_id: x(256) }],
    ["blocks[0].block_id: 256 characters, 255 allowed"],
  ],
  [
    "two with the focus",
    [
      input({ type: "plain_text_input", focus_on_load: true }),
      input({ type: "users_select", focus_on_load: true }),
    ],
    ["blocks[1].element.focus_on_load: only one element may have it"],
    "modal",
  ],
  [
    "what only modals have",
    [
      input({ type: "file_input" }),
      input({ type: "conversations_select", response_url_enabled: true }),
    ],
    [
      "blocks[0].element: file_input works only in modals",
      "blocks[1].element.response_url_enabled: works only in modals",
    ],
  ],
  [
    "a table in a modal",
    [{ type: "table", rows: [[cell("a")]] }],
    ["blocks[0]: table is not allowed in a modal"],
    "modal",
  ],
  [
    "two tables",
    [
      { type: "table", rows: [[cell("a")]] },
      { type: "data_table", caption: "c", rows: [[cell("a")], [cell("b")]] },
    ],
    ["blocks: 2 of table and data_table, 1 allowed"],
  ],
  [
    "three charts",
    [chart(), chart(), chart()],
    ["blocks: 3 of data_visualization, 2 allowed"],
  ],
  [
    "a chart in a modal",
    [chart()],
    ["blocks[0]: data_visualization is not allowed in a modal"],
    "modal",
  ],
  [
    "a container in a home",
    [{ type: "container" }],
    ["blocks[0]: container is not allowed in a home"],
    "home",
  ],
  [
    "an alert in a message",
    [{ type: "alert", text: plain("a") }],
    ["blocks[0]: alert is not allowed in a message"],
  ],
  [
    "markdown in sum",
    [
      { type: "markdown", text: x(7000) },
      { type: "markdown", text: x(5001) },
    ],
    ["blocks: markdown in sum: 12001 characters, 12000 allowed"],
  ],
  [
    "markdown in a home",
    [{ type: "markdown", text: "m" }],
    ["blocks[0]: markdown is not allowed in a home"],
    "home",
  ],
  [
    "a file block",
    [{ type: "file", source: "remote", external_id: "e" }],
    ['blocks[0].type: unsupported type "file"'],
  ],
]);

test("a problem's path as Slack points to it", () => {
  assert.equal(
    jsonPointer("blocks[3].elements[0].text.text: empty"),
    "/blocks/3/elements/0/text/text",
  );
});

test("all blocks of a message together", () => {
  const of = (length: number) => [
    { type: "section", text: plain(x(3000)) },
    { type: "rich_text", elements: [{ elements: [{ text: x(length) }] }] },
  ];
  assert.equal(blocksTooLong(of(8000)), false);
  assert.equal(blocksTooLong(of(8001)), true);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { problemsWithView, viewTooLarge } from "./view-rules.ts";

const plain = (text: string) => ({ type: "plain_text", text });
const x = (length: number) => "x".repeat(length);
const input = {
  type: "input",
  label: plain("l"),
  element: { type: "plain_text_input" },
};
const modal = (more: object = {}) => ({
  type: "modal",
  title: plain("t"),
  blocks: [],
  ...more,
});
const home = (more: object = {}) => ({ type: "home", blocks: [], ...more });

const rows: [name: string, view: unknown, problems: string[]][] = [
  [
    "a modal with everything at its limit",
    modal({
      title: plain(x(24)),
      submit: plain(x(24)),
      close: plain(x(24)),
      private_metadata: x(3000),
      callback_id: x(255),
      external_id: x(255),
      clear_on_close: true,
      notify_on_close: true,
      blocks: [input],
    }),
    [],
  ],
  ["a home", home({ private_metadata: "p", callback_id: "c" }), []],
  ["no object", "modal", ["view: not an object"]],
  ["no type", {}, ["type: undefined is not one of modal, home"]],
  [
    "no title, no blocks",
    { type: "modal" },
    ["title: missing", "blocks: missing"],
  ],
  [
    "titles too long",
    modal({ title: plain(x(30)), submit: plain(x(25)), close: plain(x(25)) }),
    [
      "title.text: 30 characters, 24 allowed",
      "submit.text: 25 characters, 24 allowed",
      "close.text: 25 characters, 24 allowed",
    ],
  ],
  [
    "a title in mrkdwn",
    modal({ title: { type: "mrkdwn", text: "t" } }),
    ["title: mrkdwn is not allowed in a plain text"],
  ],
  [
    "metadata and ids too long",
    modal({
      private_metadata: x(3001),
      callback_id: x(256),
      external_id: x(256),
    }),
    [
      "private_metadata: 3001 characters, 3000 allowed",
      "callback_id: 256 characters, 255 allowed",
      "external_id: 256 characters, 255 allowed",
    ],
  ],
  [
    "inputs and nothing to submit",
    modal({ blocks: [input] }),
    ["submit: missing, there are inputs"],
  ],
  [
    "a home with a title",
    home({ title: plain("t") }),
    ["title: invalid additional property"],
  ],
  [
    "its blocks",
    modal({ blocks: [{ type: "section" }] }),
    ["blocks[0]: needs text or fields"],
  ],
];

for (const [name, view, problems] of rows)
  test(name, () => assert.deepEqual(problemsWithView(view), problems));

test("250 kB are too large", () => {
  assert.equal(viewTooLarge(modal({ private_metadata: x(249_000) })), false);
  assert.equal(viewTooLarge(modal({ private_metadata: x(250_000) })), true);
});

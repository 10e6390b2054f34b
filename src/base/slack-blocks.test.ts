import assert from "node:assert/strict";
import { test } from "node:test";
import { mrkdwnEntities } from "../sandbox/slack/mrkdwn.ts";
import { problemsWithBlocks } from "../sandbox/slack/blocks.ts";
import { hostileTexts } from "../testing/hostile.ts";
import {
  actions,
  type Block,
  bullets,
  code,
  fitting,
  header,
  lines,
  menu,
  moment,
  notification,
  option,
  shownLength,
  text,
} from "./slack-blocks.ts";

test("a notification reads as it was written, and is nothing but text", () => {
  const written = "d-portal.iati.example v1.2 is down: <b> & co. (3.5 s)";
  const read = notification(written)
    .replaceAll("\u2060", "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
  assert.equal(read, written);
  assert.equal(
    notification("All's well: 3 services up"),
    "All's well: 3 services up",
  );
  const meant = ["bold", "italic", "strike", "code", "pre", "quote", "emoji"];
  for (const hostile of hostileTexts) {
    const made = mrkdwnEntities(notification(hostile));
    assert.deepEqual(
      made.filter(({ kind }) => !meant.includes(kind)),
      [],
      hostile.slice(0, 40),
    );
    assert.ok(
      notification(hostile).length < 4_000,
      "Slack's advice for a text",
    );
  }
});

test("blocks of whatever texts are blocks that Slack takes", () => {
  for (const hostile of hostileTexts) {
    const blocks: Block[] = [
      header(hostile),
      lines(
        [text(hostile.slice(0, 3_000))],
        [text(hostile.slice(0, 10), "bold")],
      ),
      bullets([[text(hostile.slice(0, 3_000))]]),
      code(hostile.slice(0, 3_000)),
      actions(
        "row",
        [
          {
            action: "a",
            label: hostile,
            value: hostile,
            style: "danger",
            confirm: {
              title: hostile,
              text: hostile,
              yes: hostile,
              no: hostile,
            },
          },
        ],
        [menu("m", hostile, [option(hostile, "1")])],
      ),
    ];
    assert.deepEqual(
      problemsWithBlocks("message", blocks),
      [],
      hostile.slice(0, 40),
    );
  }
});

test("a moment is shown in each reader's zone, with UTC where it cannot be", () => {
  assert.deepEqual(moment(Date.UTC(2026, 10, 21, 10, 2, 59, 999)), {
    type: "date",
    timestamp: 1_795_255_379,
    format: "{date_short_pretty} {time}",
    fallback: "2026-11-21 10:02 UTC",
  });
});

test("what fits is told by the characters that a reader sees", () => {
  assert.equal(shownLength(lines([text("ab", "bold"), text("cde")])), 5);
  const rows = ["aaaa", "bbbb", "cccc"].map((word) => [text(word)]);
  assert.deepEqual(fitting(rows, 12), rows);
  assert.deepEqual(fitting(rows, 11), rows.slice(0, 2));
  assert.deepEqual(fitting(rows, 3), []);
});

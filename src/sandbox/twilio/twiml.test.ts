import assert from "node:assert/strict";
import { test } from "node:test";
import { repliesIn } from "./twiml.ts";

const good: [type: string, body: string, texts: string[]][] = [
  ["", "", []],
  ["text/xml", "<Response/>", []],
  [
    "text/xml; charset=utf-8",
    '<?xml version="1.0" encoding="UTF-8"?><Response></Response>',
    [],
  ],
  [
    "application/xml",
    "<Response><Message>up &amp; well</Message></Response>",
    ["up & well"],
  ],
  [
    "text/xml",
    '<Response>\n<Message to="x"><Body>one</Body></Message><Message>&amp;lt;</Message>\n</Response>\n',
    ["one", "&lt;"],
  ],
  ["text/plain; charset=utf-8", "as it is", ["as it is"]],
];
for (const [type, body, texts] of good)
  test(`${type} ${body} asks to send ${JSON.stringify(texts)}`, () => {
    assert.deepEqual(repliesIn(type, body), { ok: true, texts });
  });

const bad: [type: string, body: string, problem: number][] = [
  ["text/html", "<Response/>", 12300],
  ["application/json", "{}", 12300],
  ["", "<Response/>", 12300],
  ["text/xml", "<Response>", 12100],
  ["text/xml", "<Response><Massage>typo</Massage></Response>", 12100],
  ["text/xml", "<Response>loose text</Response>", 12100],
];
for (const [type, body, problem] of bad)
  test(`${type} ${body} cannot be used: ${problem}`, () => {
    assert.deepEqual(repliesIn(type, body), { ok: false, problem });
  });

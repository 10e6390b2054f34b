import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeWords, parseEntity, textOf, valuesOf } from "./headers.ts";
import { partOf } from "./mime.ts";

test("folded lines are one value, and names are found in any case", () => {
  const { headers, body } = parseEntity(
    "Subject: a\r\n\tb\r\n  c\r\nreferences: <1@x>\r\n <2@x>\r\nReceived: 1\r\nReceived: 2\r\n\r\nbody\r\n\r\nmore",
  );
  assert.deepEqual(valuesOf(headers, "SUBJECT"), ["a b c"]);
  assert.deepEqual(valuesOf(headers, "References"), ["<1@x> <2@x>"]);
  assert.deepEqual(valuesOf(headers, "received"), ["1", "2"]);
  assert.equal(body, "body\r\n\r\nmore");
});

const words: [encoded: string, decoded: string][] = [
  ["plain", "plain"],
  ["=?UTF-8?Q?caf=C3=A9_down?=", "café down"],
  ["=?utf-8?b?8J+UpSBkb3du?=", "🔥 down"],
  ["=?UTF-8?Q?one_?= =?UTF-8?Q?two?=", "one two"],
  // One letter may be cut in two.
  ["=?UTF-8?B?w4M=?= =?UTF-8?Q?_=C3?=\r\n =?UTF-8?Q?=A9?= end", "Ã é end"],
  ["=? no word ?=", "=? no word ?="],
];
for (const [encoded, decoded] of words)
  test(`${JSON.stringify(encoded)} reads ${decoded}`, () => {
    assert.equal(decodeWords(encoded), decoded);
  });

test("the text is found and decoded, in parts within parts too", () => {
  const inner = [
    'Content-Type: multipart/alternative; boundary="in"',
    "",
    "--in",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: quoted-printable",
    "",
    "caf=C3=A9 is =",
    "down",
    "--in",
    "Content-Type: text/html",
    "Content-Transfer-Encoding: base64",
    "",
    Buffer.from("<p>café</p>").toString("base64"),
    "--in--",
  ];
  const whole = [
    "Content-Type: multipart/mixed;",
    " boundary=out",
    "",
    "a preamble",
    "--out",
    ...inner,
    "--out--",
    "an epilogue",
  ].join("\r\n");
  const entity = parseEntity(whole);
  assert.equal(partOf(entity, "text/plain"), "café is down");
  assert.equal(partOf(entity, "text/html"), "<p>café</p>");
  assert.equal(partOf(entity, "image/png"), undefined);
});

test("a message without a type is plain text; a missing header is empty", () => {
  const entity = parseEntity("Subject: x\r\n\r\nhello");
  assert.equal(partOf(entity, "text/plain"), "hello");
  assert.equal(textOf(entity.headers, "To"), "");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { joined, type Word, wordsOf } from "./words.ts";
import { startOwnClock } from "../testing/patience.ts";

test("what people type is read as they mean it", () => {
  const word = (text: string): Word => ({ kind: "word", text });
  const quoted = (text: string): Word => ({ kind: "quoted", text });
  const table: [string, Word[]][] = [
    ["", []],
    ["  pause   datastore 2h ", [word("pause"), word("datastore"), word("2h")]],
    ['name "Front page" x', [word("name"), quoted("Front page"), word("x")]],
    ["name “Front page”", [word("name"), quoted("Front page")]],
    ["name 'Front page'", [word("name"), quoted("Front page")]],
    ["it's fine", [word("it's"), word("fine")]],
    ['say "a \\"b\\" c"', [word("say"), quoted('a "b" c')]],
    ['contains ""', [word("contains"), quoted("")]],
    ['contains="two words"', [word("contains="), quoted("two words")]],
    ['open "quote to the end', [word("open"), quoted("quote to the end")]],
    [
      "<https://a.example/?x=1&amp;y=2>",
      [{ kind: "link", text: "https://a.example/?x=1&y=2" }],
    ],
    [
      "<https://a.example/|a.example>",
      [{ kind: "link", text: "https://a.example/" }],
    ],
    [
      "<mailto:a@b.example|a@b.example>",
      [{ kind: "link", text: "a@b.example" }],
    ],
    [
      "owner <@U123|ada>",
      [word("owner"), { kind: "user", id: "U123", text: "ada" }],
    ],
    [
      "owner <@U123>",
      [word("owner"), { kind: "user", id: "U123", text: "U123" }],
    ],
    [
      "in <#C42|iati-status>",
      [word("in"), { kind: "channel", id: "C42", text: "iati-status" }],
    ],
    [
      "<!channel> hi",
      [{ kind: "group", id: "channel", text: "channel" }, word("hi")],
    ],
    [
      "<http://db.example.org|db.example.org>:5432",
      [word("db.example.org:5432")],
    ],
    [
      "iati/<http://www.example.org|www.example.org>",
      [word("iati/www.example.org")],
    ],
    ["<http://a.example|a.example> x", [word("a.example"), word("x")]],
    [
      "<https://a.example>, every",
      [{ kind: "link", text: "https://a.example" }, word("every")],
    ],
    [
      'name "MX of <http://a.example|a.example>, <https://b.example/?a=1&amp;b=2>"',
      [
        word("name"),
        {
          kind: "quoted",
          text: "MX of a.example, https://b.example/?a=1&b=2",
        },
      ],
    ],
    ["<@U1>: pause", [{ kind: "user", id: "U1", text: "U1" }, word("pause")]],
    ["a &lt;b&gt; &amp;amp;", [word("a"), word("<b>"), word("&amp;")]],
  ];
  for (const [text, expected] of table)
    assert.deepEqual(wordsOf(text), expected, text);
  assert.equal(joined(wordsOf('Front "page of" it')), "Front page of it");
});

test("no text, however long or odd, takes long or throws", () => {
  for (const text of [
    '"'.repeat(20_000),
    "<".repeat(20_000),
    "\\".repeat(20_000),
    `"${"\\a".repeat(20_000)}`,
    "'".repeat(20_000),
  ]) {
    const clock = startOwnClock();
    wordsOf(text);
    assert.ok(clock.stop() < 2_000, `slow on ${text.slice(0, 3)}…`);
  }
});

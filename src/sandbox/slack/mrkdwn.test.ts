import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { escapeText, mrkdwnEntities, parseMrkdwn } from "./mrkdwn.ts";

const text = (value: string) => ({ kind: "text", text: value });

const cases: [string, string, unknown][] = [
  ["plain words", "a &lt;b&gt; &amp;amp;", [text("a <b> &amp;")]],
  [
    "mentions",
    "<@U1|ada> <@W2> <#C1|ops> <!subteam^S1|@team> <!here>",
    [
      { kind: "user", id: "U1", text: "ada" },
      text(" "),
      { kind: "user", id: "W2" },
      text(" "),
      { kind: "channel", id: "C1", text: "ops" },
      text(" "),
      { kind: "usergroup", id: "S1", text: "@team" },
      text(" "),
      { kind: "special", range: "here" },
    ],
  ],
  [
    "links, their labels and escaped queries",
    "<https://a.example/?a=1&amp;b=2|see *this*> <mailto:a@b.example>",
    [
      { kind: "link", url: "https://a.example/?a=1&b=2", text: "see *this*" },
      text(" "),
      {
        kind: "link",
        url: "mailto:a@b.example",
        text: "mailto:a@b.example",
      },
    ],
  ],
  [
    "a link of another scheme is none",
    "<javascript:x>",
    [text("<javascript:x>")],
  ],
  [
    "styles around and inside each other",
    "*bold <@U1> _both_* ~gone~ a_b_c 2*3*4",
    [
      {
        kind: "bold",
        tokens: [
          text("bold "),
          { kind: "user", id: "U1" },
          text(" "),
          { kind: "italic", tokens: [text("both")] },
        ],
      },
      text(" "),
      { kind: "strike", tokens: [text("gone")] },
      text(" a_b_c 2*3*4"),
    ],
  ],
  [
    "a style mark inside a link",
    "<https://a.example/_x_|l>",
    [{ kind: "link", url: "https://a.example/_x_", text: "l" }],
  ],
  [
    "code, in which mentions still count",
    "`*a* <!channel>` ```b\n_c_```",
    [
      {
        kind: "code",
        tokens: [text("*a* "), { kind: "special", range: "channel" }],
      },
      text(" "),
      { kind: "pre", tokens: [text("b\n_c_")] },
    ],
  ],
  [
    "a quotation",
    "&gt; *q*\nno",
    [
      { kind: "quote", tokens: [{ kind: "bold", tokens: [text("q")] }] },
      text("\nno"),
    ],
  ],
  [
    "a date",
    "<!date^1700000000^{date} {time}^https://a.example|then>",
    [
      {
        kind: "date",
        timestamp: 1_700_000_000,
        format: "{date} {time}",
        text: "then",
        url: "https://a.example",
      },
    ],
  ],
  [
    "emoji, but not clock times",
    ":warning: at 12:30:45 :+1:",
    [
      { kind: "emoji", name: "warning" },
      text(" at 12:30:45 "),
      { kind: "emoji", name: "+1" },
    ],
  ],
  [
    "what Slack links on its own",
    "@here #ops a.example/x me@b.example http://c.example",
    [
      { kind: "auto-mention", name: "@here" },
      text(" "),
      { kind: "auto-mention", name: "#ops" },
      text(" "),
      { kind: "auto-link", url: "http://a.example/x", text: "a.example/x" },
      text(" "),
      {
        kind: "auto-link",
        url: "mailto:me@b.example",
        text: "me@b.example",
      },
      text(" "),
      {
        kind: "auto-link",
        url: "http://c.example",
        text: "http://c.example",
      },
    ],
  ],
  ["a forged inner mark", "\uE0000\uE001", [text("\uFFFD0\uFFFD")]],
];

describe("a text as Slack shows it", () => {
  for (const [name, source, tokens] of cases)
    test(name, () => assert.deepEqual(parseMrkdwn(source), tokens));
});

test("verbatim text links nothing on its own", () => {
  assert.deepEqual(
    mrkdwnEntities("@here #ops https://a.example", { verbatim: true }),
    [],
  );
});

test("the entities of a text, nested ones included", () => {
  assert.deepEqual(
    mrkdwnEntities("*hi <@U1>* there").map(({ kind }) => kind),
    ["bold", "user"],
  );
});

test("escaped text has no mention and no link", () => {
  const hostile = "<!channel> <@U1> <https://evil.example|bank> &lt;!here&gt;";
  assert.deepEqual(mrkdwnEntities(escapeText(hostile), { verbatim: true }), []);
  assert.deepEqual(parseMrkdwn(escapeText(hostile), { verbatim: true }), [
    text(hostile),
  ]);
});

/** Hostile strings as data; not part of this repository. */
const corpus = new URL(
  "../../../../shared/corpora/injection-strings.jsonl",
  import.meta.url,
);
const skip = existsSync(corpus)
  ? false
  : "left out: the hostile strings (../shared/corpora) are not here";

test(
  "no hostile string, once escaped, is more than words and style",
  { skip },
  () => {
    const lines = readFileSync(corpus, "utf8").trim().split("\n");
    const harmless = [
      "bold",
      "italic",
      "strike",
      "quote",
      "code",
      "pre",
      "emoji",
    ];
    for (const line of lines) {
      const { value } = JSON.parse(line) as { value: unknown };
      const entities = mrkdwnEntities(escapeText(String(value)), {
        verbatim: true,
      });
      const loud = entities.filter(({ kind }) => !harmless.includes(kind));
      assert.deepEqual(loud, [], line);
    }
  },
);

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { startOwnClock } from "../../testing/patience.ts";
import { parseJsonPath, valueAt } from "./json-path.ts";
import { compilePattern } from "../pattern.ts";
import { acceptsStatus, statusesProblem } from "./statuses.ts";

test("statuses are numbers, ranges and classes", () => {
  const table: [string, number[], number[]][] = [
    ["200-399", [200, 301, 399], [199, 400]],
    ["200-399, 401", [200, 401], [400, 402]],
    [" 2xx ,404", [200, 299, 404], [300, 403]],
    ["200 - 204", [204], [205]],
    ["503", [503], [200]],
  ];
  for (const [text, accepted, refused] of table) {
    assert.equal(statusesProblem(text), undefined, text);
    for (const status of accepted)
      assert.ok(acceptsStatus(text, status), `${text} ${status}`);
    for (const status of refused)
      assert.ok(!acceptsStatus(text, status), `${text} ${status}`);
  }
  for (const text of [
    "",
    ",",
    "20",
    "0-999",
    "399-200",
    "099",
    "600",
    "6xx",
    "200;201",
    "ok",
  ])
    assert.notEqual(statusesProblem(text), undefined, text);
});

test("JSON paths are names, positions and quoted names", () => {
  const document = { a: { b: [{ c: 1 }, [2]] }, "x.y z": null, 0: "zero" };
  const table: [string, unknown][] = [
    ["$", document],
    ["a.b[0].c", 1],
    ["$.a.b[1][0]", 2],
    ['$["x.y z"]', null],
    ['["a"].b[0]', { c: 1 }],
    ["$.0", "zero"],
    ["a.b[2]", undefined],
    ["a.b.length", undefined],
    ["a[0]", undefined],
    ["a.b[0].c.d", undefined],
    ["constructor", undefined],
    ["a.toString", undefined],
  ];
  for (const [text, expected] of table)
    assert.deepEqual(
      valueAt(document, parseJsonPath(text) ?? []),
      expected,
      text,
    );
  for (const text of [
    "",
    "a..b",
    "a.",
    "a[",
    "a[x]",
    "a[-1]",
    "a b",
    '["a]',
    "$$.",
    "a[*]",
  ])
    assert.equal(parseJsonPath(text), undefined, text);
});

const corpora = new URL("../../../../shared/corpora/", import.meta.url);
const skip = !existsSync(corpora) && "left out: there is no ../shared/corpora";

test("no JSON document upsets a path", { skip }, () => {
  const lines = readFileSync(new URL("json-parsing.jsonl", corpora), "utf8")
    .trimEnd()
    .split("\n");
  for (const line of lines) {
    const { b64 } = JSON.parse(line) as { b64: string };
    let document: unknown;
    try {
      document = JSON.parse(Buffer.from(b64, "base64").toString());
    } catch {
      continue;
    }
    for (const path of ["$", "a", "a.b", "$[0]", "__proto__", "$[0].a"])
      assert.doesNotThrow(() => valueAt(document, parseJsonPath(path) ?? []));
  }
  assert.equal(Object.hasOwn(Object.prototype, "polluted"), false);
});

test("a pattern that would stop other engines takes no time", () => {
  const compiled = compilePattern("^(a+)+$");
  assert.ok(compiled.ok);
  const clock = startOwnClock();
  assert.equal(compiled.pattern.test(`${"a".repeat(250_000)}!`), false);
  assert.ok(clock.stop() < 1_000);
});

test("patterns know flags in front, classes and Unicode", () => {
  const table: [string, string, boolean][] = [
    ["(?i)BUILD \\d+", "the build 42", true],
    ["a.b", "a\nb", false],
    ["(?s)a.b", "a\nb", true],
    ["^\\p{L}+$", "Café", true],
    ["\\bup\\b", "supper", false],
  ];
  for (const [source, text, expected] of table) {
    const compiled = compilePattern(source);
    assert.ok(compiled.ok, source);
    assert.equal(compiled.pattern.test(text), expected, source);
  }
});

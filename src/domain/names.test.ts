import assert from "node:assert/strict";
import { test } from "node:test";
import {
  cleanName,
  editDistance,
  likelyNames,
  nameKey,
  slugOf,
} from "./names.ts";
import { startOwnClock } from "../testing/patience.ts";

test("names are kept readable, and bad ones get a sentence", () => {
  const table: [string, string | RegExp][] = [
    ["Datastore", "Datastore"],
    ["  two   words ", "two words"],
    ["line\nbreak\ttab", "line break tab"],
    ["☎️ Helpdesk 🇬🇧", "☎️ Helpdesk 🇬🇧"],
    ["مركز الدعم", "مركز الدعم"],
    ["e\u0301", "é"],
    ["evil\u202Egpj.exe", "evilgpj.exe"],
    ["zero\u200Bwidth", "zerowidth"],
    ["👩‍💻 dev", "👩‍💻 dev"],
    ["", /at least one visible/],
    ["\u200B \u0000", /at least one visible/],
    ["x".repeat(10_000), /at most 80 characters; this one has 10000/],
    ["😀".repeat(80), "😀".repeat(80)],
  ];
  for (const [text, expected] of table) {
    const cleaned = cleanName(text);
    if (typeof expected === "string")
      assert.equal(cleaned.ok ? cleaned.name : cleaned.text, expected);
    else assert.match(cleaned.ok ? cleaned.name : cleaned.text, expected);
  }
});

test("names that look the same are the same", () => {
  assert.equal(nameKey("Front Page"), nameKey("front  page"));
  assert.equal(nameKey("ﬁle"), nameKey("FILE"));
  assert.equal(nameKey("St Mary’s “shop”"), nameKey('St Mary\'s "shop"'));
  assert.equal(nameKey("zero\u200B\u0000width"), "zerowidth");
  assert.notEqual(nameKey("d-portal"), nameKey("dportal"));
});

test("slugs are safe in URLs", () => {
  const table: [string, string][] = [
    ["Data Store 2", "data-store-2"],
    ["Café Zürich", "cafe-zurich"],
    ["--a/../b--", "a-b"],
    ["مركز", ""],
    ["x".repeat(200), "x".repeat(60)],
  ];
  for (const [name, expected] of table) assert.equal(slugOf(name), expected);
});

test("a mistyped name finds the likely ones", () => {
  const names = [
    "Datastore",
    "d-portal",
    "Registry",
    "Registry search",
    "Validator",
  ];
  assert.deepEqual(likelyNames("datastroe", names), ["Datastore"]);
  assert.deepEqual(likelyNames("regis", names), [
    "Registry",
    "Registry search",
  ]);
  assert.deepEqual(likelyNames("search", names), ["Registry search"]);
  assert.deepEqual(likelyNames("printer", names), []);
  assert.deepEqual(likelyNames("x", names), []);
  assert.equal(editDistance("datastroe", "datastore"), 1);
  assert.equal(editDistance("", "abc"), 3);
  assert.equal(editDistance("datastroe", "datastore", 1), 1);
  assert.equal(editDistance("registry", "datastore", 3), Infinity);
});

test("a long word is compared with ten thousand names in no time", () => {
  const names = Array.from(
    { length: 10_000 },
    (_, index) => `service ${index} ${"of the very long names ".repeat(3)}`,
  );
  const clock = startOwnClock();
  assert.deepEqual(likelyNames("x".repeat(10_000), names), []);
  assert.deepEqual(likelyNames("qz".repeat(40), names), []);
  assert.deepEqual(likelyNames("qz".repeat(20), names), []);
  assert.ok(clock.stop() < 2_000);
});

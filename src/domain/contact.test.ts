import assert from "node:assert/strict";
import { test } from "node:test";
import { hostileTexts } from "../testing/hostile.ts";
import { cleanMail, cleanPhone, masked } from "./contact.ts";
import { startOwnClock } from "../testing/patience.ts";

test("phone numbers as people write them, in one form", () => {
  for (const [typed, kept] of [
    ["+442079460958", "+442079460958"],
    ["+44 20 7946 0958", "+442079460958"],
    ["+44 (0)20 7946-0958", "+442079460958"],
    ["0044 20 7946 0958", "+442079460958"],
    [" +49/30/901820 ", "+4930901820"],
    ["＋１ ６５０ ５５５ ０１００", "+16505550100"],
    ["020 7946 0958", undefined],
    ["+0 20 7946 0958", undefined],
    ["+44", undefined],
    ["+44 20 7946 0958 1234 567", undefined],
    ["+44 20 CALL ME", undefined],
    ["", undefined],
  ] as const) {
    const cleaned = cleanPhone(typed);
    assert.equal(cleaned.ok ? cleaned.value : undefined, kept, typed);
  }
});

test("mail addresses", () => {
  for (const [typed, isOne] of [
    ["ada@example.org", true],
    [" ada.o'kafor+allswell@mail.example.co.uk ", true],
    ["ada@bücher.example", true],
    ["ada", false],
    ["ada@localhost", false],
    ["ada@example..org", false],
    ["ada@-example.org", false],
    ["ada@example.org, ben@example.org", false],
    ["Ada <ada@example.org>", false],
    [`${"a".repeat(65)}@example.org`, false],
    [`a@${"b".repeat(250)}.org`, false],
  ] as const)
    assert.equal(cleanMail(typed).ok, isOne, typed);
});

test("what is shown of them", () => {
  assert.equal(masked("phone", "+442079460958"), "+44•••••58");
  assert.equal(masked("mail", "ada@example.org"), "a•••••@example.org");
});

test("hostile texts are no numbers and no addresses, and take no time", () => {
  const clock = startOwnClock();
  for (const text of hostileTexts) {
    cleanMail(text);
    assert.equal(cleanPhone(text).ok, false, text.slice(0, 50));
  }
  assert.equal(cleanMail(`a@${"b.".repeat(60)}`).ok, false);
  assert.ok(clock.stop() < 1_000);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Finding } from "../../actions/doctor.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import {
  problemsWithMessage,
  wordsOfBlocks,
} from "../../testing/slack-words.ts";
import { doctorView } from "./doctor.ts";

const fine: Finding = { isFine: true, name: "migrations", text: "up to 0008" };
const wrong: Finding = {
  isFine: false,
  name: "instances",
  text: "none is at work",
  advice: "Start one: `npm start`.",
};

test("what is wrong stands first, with what to do", () => {
  const view = doctorView([fine, wrong]);
  assert.deepEqual(wordsOfBlocks(view.blocks).split("\n"), [
    "1 thing wrong with the watch itself",
    "• :red_circle: *instances*: none is at work",
    "Start one: `npm start`.",
    "• :large_green_circle: *migrations*: up to 0008",
  ]);
  assert.equal(doctorView([fine]).text, "The watch itself is well");
});

test("very much that is wrong, in whatever words", () => {
  for (const hostile of hostileTexts) {
    const both: Finding[] = [
      { ...wrong, text: hostile, name: hostile.slice(0, 80) },
      { ...fine, text: hostile },
    ];
    const many = Array.from({ length: 60 }, () => both).flat();
    assert.deepEqual(
      problemsWithMessage(doctorView(many)),
      [],
      hostile.slice(0, 40),
    );
  }
  const long = Array.from({ length: 60 }, () => ({
    ...wrong,
    text: "x".repeat(5_000),
  }));
  assert.match(wordsOfBlocks(doctorView(long).blocks), /and \d\d more$/);
});

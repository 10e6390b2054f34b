import assert from "node:assert/strict";
import { test } from "node:test";
import { message, say } from "./reply.ts";
import { code, text, lines } from "../base/slack-blocks.ts";
import { wordsOfBlocks } from "../testing/slack-words.ts";
import { typedHere } from "./typed-here.ts";

const reply = say(
  "There is none. Say `add https://a.example in iati`, with `every 30s`. `list` shows all.",
);

test("examples show what people type before them", () => {
  assert.equal(
    wordsOfBlocks(typedHere(reply, "/allswell ").blocks),
    "There is none. Say `/allswell add https://a.example in iati`, with `every 30s`. `/allswell list` shows all.",
  );
  assert.equal(typedHere(reply, ""), reply);
});

test("only examples change: neither words nor evidence", () => {
  const evidence = message("list", [
    lines([text("list iati")]),
    code("list iati"),
  ]);
  assert.deepEqual(typedHere(evidence, "/aw "), evidence);
});

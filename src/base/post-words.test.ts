import assert from "node:assert/strict";
import { test } from "node:test";
import twitterText from "twitter-text";
import { hostileTexts } from "../testing/hostile.ts";
import { postProblem, updateText, weight } from "./post-words.ts";

/** What X makes of a text besides reading it. */
function entities(text: string): string[] {
  return [
    ...twitterText.extractUrls(text),
    ...twitterText.extractMentions(text),
    ...twitterText.extractHashtags(text),
    ...twitterText.extractCashtags(text),
  ];
}

test("what X takes is counted as X counts", () => {
  assert.equal(postProblem("Datastore", "x".repeat(249)), undefined);
  assert.match(
    postProblem("Datastore", "x".repeat(250)) ?? "",
    /too long for X by 1 character,/,
  );
  assert.match(
    postProblem("Datastore", "漢".repeat(130)) ?? "",
    /too long for X by 11 characters/,
  );
  assert.match(
    postProblem("Datastore", "see https://a.example") ?? "",
    /link costs/,
  );
});

test("nothing that somebody writes becomes a link, a mention or a tag", () => {
  let taken = 0;
  for (const words of hostileTexts) {
    if (postProblem("Data@store #1", words) !== undefined) continue;
    taken += 1;
    const text = updateText("Data@store #1", words);
    assert.deepEqual(entities(text), [], JSON.stringify(words));
    // With the time behind it, should it have been said before.
    assert.ok(weight(`${text} (10:02:33 GMT+05:30)`) <= 280, words);
  }
  assert.ok(taken > 50, `${taken} were taken`);
});

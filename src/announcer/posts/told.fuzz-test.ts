import assert from "node:assert/strict";
import { test } from "node:test";
import twitterText from "twitter-text";
import { weight } from "../../base/post-words.ts";
import { languages, postKinds } from "../../domain/posts/languages.ts";
import { renderPost, type Told } from "../../domain/posts/render.ts";
import { HOUR } from "../../domain/time.ts";
import { corpusTexts, hostileTexts } from "../../testing/hostile.ts";
import { xWords } from "../x/words.ts";

const at = Date.UTC(2026, 10, 21, 14, 2, 9);
const texts = [...hostileTexts, ...(corpusTexts() ?? [])];

function harmless(post: string, of: string): void {
  assert.ok(weight(post) <= 280, `${weight(post)}: ${of.slice(0, 80)}`);
  assert.deepEqual(
    [
      ...twitterText.extractUrls(post),
      ...twitterText.extractMentions(post),
      ...twitterText.extractCashtags(post),
    ],
    [],
    of,
  );
}

void test("no name and no template makes a mention, a link or a post that is too long", () => {
  for (const [index, text] of texts.entries()) {
    const kind = postKinds[index % postKinds.length] ?? "down";
    const language = languages[index % languages.length] ?? "en";
    const named: Told = {
      kind,
      names: [text],
      count: 1,
      namespace: text,
      timezone: "Europe/London",
      at,
      from: at - HOUR,
      until: at + HOUR,
    };
    const calm = { ...named, names: ["Datastore"], namespace: "IATI" };
    const usual = { language, templates: {}, links: false };
    for (const template of [
      `${text} {service} {time} {until}`,
      `{service}${text}{time}`,
      `{service}.com {time} {from}/x@{namespace}`,
    ]) {
      const own = { language, templates: { [kind]: template }, links: false };
      harmless(renderPost(named, own, xWords), text);
      harmless(renderPost(calm, own, xWords), text);
    }
    harmless(renderPost(named, usual, xWords), text);
    harmless(
      renderPost(
        { ...named, names: [text, `${text}2`, text], count: 3 },
        usual,
        xWords,
      ),
      text,
    );
  }
});

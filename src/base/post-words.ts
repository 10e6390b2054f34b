import { createRequire } from "node:module";
import type library from "twitter-text";

const require = createRequire(import.meta.url);

/** Loaded at the first post: its tables of addresses are large, and many instances never write one. */
function twitterText(): typeof library {
  return require("twitter-text") as typeof library;
}

/** X takes 280; its counting has changed before, and a refused alarm is worse than a short one. */
export const MAX_WEIGHT = 270;
/** Somebody's words may have to be said again with the time behind them: X refuses repetitions. */
const MAX_UPDATE = 260;
/** Before what X would make a link, a mention or a tag of: shows nothing, and breaks it up. */
const WORD_JOINER = "\u2060";

/** How much of a post a text takes up, as X counts. */
export function weight(text: string): number {
  return twitterText().parseTweet(text).weightedLength;
}

/** Whether X takes a text of this length. */
export function fitsX(text: string): boolean {
  return weight(text) <= MAX_WEIGHT;
}

/** Whether a text holds what X makes a link of: a post with one costs thirteen times as much. */
export function hasLink(text: string): boolean {
  return twitterText().extractUrls(text).length > 0;
}

/** Words that X makes nothing of: no mention, no tag, no link. */
export function inert(words: string): string {
  return words
    .replace(/[@＠#＃$＄]/gu, `$&${WORD_JOINER}`)
    .replace(/(?<=\S)\.(?=\S)/gu, `${WORD_JOINER}.`)
    .replace(/:\/\//gu, `:${WORD_JOINER}//`);
}

/** What somebody wrote about a service, as customers read it. */
export function updateText(service: string, words: string): string {
  return `${inert(service)}: ${inert(words.trim())}`;
}

/** Why somebody's words cannot be posted, in a sentence; undefined where they can. */
export function postProblem(
  service: string,
  words: string,
): string | undefined {
  const text = updateText(service, words);
  if (/\w:\/\//.test(words) || twitterText().extractUrls(text).length > 0)
    return "A post with a link costs thirteen times as much: leave the link out, or do not post it on X.";
  const over = weight(text) - MAX_UPDATE;
  return over > 0
    ? `This is too long for X by ${over} ${over === 1 ? "character" : "characters"}, as X counts: shorten it, or do not post it there.`
    : undefined;
}

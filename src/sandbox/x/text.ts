import { createHash } from "node:crypto";
import twitter from "twitter-text";

/** The heaviest text that an account without a subscription may post. */
export const MAX_WEIGHT = 280;

export function weightOf(text: string): number {
  return twitter.parseTweet(text).weightedLength;
}

/** What X would link, a bare host name included. */
export function urlsIn(text: string): string[] {
  return twitter.extractUrls(text);
}

export function mentionsIn(text: string): string[] {
  return twitter.extractMentions(text).map((name) => name.toLowerCase());
}

/** The text as the API gives it back: links behind t.co, and &, < and > as HTML entities. */
export function textInAnswers(text: string): string {
  let shown = "";
  let end = 0;
  for (const { url, indices } of twitter.extractUrlsWithIndices(text)) {
    shown += escapeEntities(text.slice(end, indices[0])) + shortLink(url);
    end = indices[1];
  }
  return shown + escapeEntities(text.slice(end));
}

function escapeEntities(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

function shortLink(url: string): string {
  const digest = createHash("sha256").update(url).digest("base64");
  const name = digest.replaceAll(/[^A-Za-z0-9]/g, "").slice(0, 10);
  return `https://t.co/${name}`;
}

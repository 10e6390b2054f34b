import {
  bullets,
  fitting,
  header,
  lines,
  MAX_MESSAGE,
  text,
} from "../../base/slack-blocks.ts";
import { clip } from "../../base/text.ts";
import { type Letter, moreWords } from "../mail/letter.ts";
import type { Form } from "./request.ts";

const LONGEST_TEXT = 3_500;
/** Discord refuses a message of more characters than this. https://discord.com/developers/docs/resources/webhook */
const LONGEST_ON_DISCORD = 2_000;
const DISCORD = /(^|\.)discord(app)?\.com$/u;
const LONGEST_PARAGRAPH = 1_000;
const LONGEST_ITEM = 300;
/** Left for the headline, paragraphs and remarks. */
const ROOM_FOR_ITEMS = MAX_MESSAGE - 6_000;
/** Invisible: behind an @, no chat rings anybody's bell, and before a bracket none makes a link or a picture of words. */
const WORD_JOINER = "\u2060";

/**
 * An incoming webhook of Slack, or of what understands the same (Mattermost, Rocket.Chat, Discord behind /slack): those
 * show `text` alone, so it says everything. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
export const slackForm: Form = {
  requests: ({ id, url, letter }) => [
    {
      url,
      headers: {},
      body: JSON.stringify({
        text: textOf(letter, longestAt(url)),
        blocks: blocksOf(letter),
        unfurl_links: false,
        unfurl_media: false,
      }),
      remoteId: id,
    },
  ],
};

function longestAt(url: string): number {
  return DISCORD.test(new URL(url).hostname)
    ? LONGEST_ON_DISCORD
    : LONGEST_TEXT;
}

function textOf(letter: Letter, longest: number): string {
  const { headline, paragraphs, items, remarks, links } = letter;
  const all = [
    headline,
    ...paragraphs,
    ...items.map((item) => `• ${clip(item, LONGEST_ITEM)}`),
    ...moreWords(letter),
    ...remarks,
  ];
  const below = links.map((link) => `\n${linkText(link)}`).join("");
  return `${escapedToFit(all.join("\n"), longest - below.length)}${below}`;
}

/** So much of the words as fits once they are escaped; no escape is cut. */
function escapedToFit(words: string, room: number): string {
  const whole = escaped(words);
  if (whole.length <= room) return whole;
  let kept = "";
  for (const [piece] of words.matchAll(/\]\(|./gsu)) {
    const next = kept + escaped(piece);
    if (next.length >= room) break;
    kept = next;
  }
  return `${kept}…`;
}

/** An address that somebody entered as one to be followed; it is cut nowhere. */
function linkText({ words, url }: Letter["links"][number]): string {
  return `${escaped(words)} ${url.replaceAll("&", "&amp;").replaceAll("<", "%3C").replaceAll(">", "%3E")}`.trim();
}

function escaped(words: string): string {
  return words
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("@", `@${WORD_JOINER}`)
    .replaceAll("](", `]${WORD_JOINER}(`);
}

function blocksOf(letter: Letter) {
  const { headline, paragraphs, items, remarks, links } = letter;
  const shown = fitting(
    items.map((item) => [text(clip(item, LONGEST_ITEM))]),
    ROOM_FOR_ITEMS,
  );
  const below = [...moreWords(letter, shown.length), ...remarks];
  return [
    header(headline),
    ...rows(paragraphs),
    ...(shown.length > 0 ? [bullets(shown)] : []),
    ...rows(below),
    ...(links.length === 0
      ? []
      : [
          lines(
            ...links.map(({ words, url }) => [
              text(words === "" ? " " : `${words} `),
              { type: "link" as const, url, text: clip(url, LONGEST_ITEM) },
            ]),
          ),
        ]),
  ];
}

function rows(paragraphs: readonly string[]) {
  return paragraphs.length === 0
    ? []
    : [
        lines(
          ...paragraphs
            .slice(0, 4)
            .map((paragraph) => [text(clip(paragraph, LONGEST_PARAGRAPH))]),
        ),
      ];
}

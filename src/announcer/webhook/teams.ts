import { clip } from "../../base/text.ts";
import { type Letter, moreWords, type Tone } from "../mail/letter.ts";
import type { Form } from "./request.ts";

/** Teams refuses messages of more than 28 KB. */
const MOST_BYTES = 20_000;
const LONGEST_PARAGRAPH = 1_000;
const LONGEST_ITEM = 300;
const LONGEST_HEADLINE = 500;
const MOST_ROWS = 40;

const colours: Record<Tone, string> = {
  down: "Attention",
  difficulties: "Warning",
  up: "Good",
  planned: "Accent",
  note: "Default",
};

/**
 * An Adaptive Card for "Post to a channel when a webhook request is received" of Teams' Workflows. Runs of text, unlike
 * text blocks, know no markdown, so what comes from outside stays text.
 * https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using#format-cards
 */
export const teamsForm: Form = {
  requests: ({ id, url, letter }) => [
    {
      url,
      headers: {},
      body: JSON.stringify({
        type: "message",
        attachments: [
          {
            contentType: "application/vnd.microsoft.card.adaptive",
            contentUrl: null,
            content: cardOf(letter),
          },
        ],
      }),
      remoteId: id,
    },
  ],
};

function cardOf(letter: Letter): object {
  const headline = clip(letter.headline, LONGEST_HEADLINE);
  return {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    msteams: { width: "Full" },
    fallbackText: headline,
    body: [
      row(headline, {
        weight: "Bolder",
        size: "Medium",
        color: colours[letter.tone],
      }),
      ...rowsOf(letter).map((said) => row(said)),
    ],
    actions: letter.links.slice(0, 5).map(({ words, url }) => ({
      type: "Action.OpenUrl",
      title: words.replace(/:$/, "") || "Open",
      url,
    })),
  };
}

/** As many items as Teams takes; how many more there are is said. */
function rowsOf(letter: Letter): string[] {
  const cut = (all: readonly string[]): string[] =>
    all.map((words) => clip(words, LONGEST_PARAGRAPH));
  const above = cut(letter.paragraphs);
  const below = cut(letter.remarks);
  const items = letter.items.map((words) => `• ${clip(words, LONGEST_ITEM)}`);
  const sizeOf = (words: string): number =>
    JSON.stringify(row(words)).length * 3;
  let room = [...above, ...below].reduce(
    (left, words) => left - sizeOf(words),
    MOST_BYTES,
  );
  const full = items.findIndex(
    (words, index) => index >= MOST_ROWS || (room -= sizeOf(words)) < 0,
  );
  const shown = full === -1 ? items : items.slice(0, full);
  return [...above, ...shown, ...moreWords(letter, shown.length), ...below];
}

function row(words: string, looks: object = {}): object {
  return {
    type: "RichTextBlock",
    inlines: [{ type: "TextRun", text: words === "" ? " " : words, ...looks }],
  };
}

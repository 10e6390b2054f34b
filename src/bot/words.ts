import { storable } from "../base/text.ts";

/** A piece of what somebody typed. */
export interface Word {
  kind: "word" | "quoted" | "user" | "channel" | "group" | "link";
  /** The text without quotes and brackets; of a mention, the name it was shown with, if any. */
  text: string;
  /** Of a mention, Slack's id. */
  id?: string;
}

const CURLY: Record<string, string> = {
  "“": '"',
  "”": '"',
  "„": '"',
  "«": '"',
  "»": '"',
  "‘": "'",
  "’": "'",
  "‚": "'",
};

/**
 * A quoted piece (with \" inside; a quote that is not closed goes to the end), something in angle brackets, or a run
 * without spaces.
 */
const PIECE =
  /"((?:\\.|[^"\\])*\\?)(?:"|$)|'([^']*)'(?=\s|$)|<([^<>]+)>|([^\s"<]+)/gu;

/**
 * Reads what Slack hands over of a command or message: quotes keep words together (also the curly ones that keyboards
 * make), links and mentions are taken out of their brackets, Slack's escapes of & < > are undone.
 */
export function wordsOf(text: string): Word[] {
  const straight = storable(text).replace(
    /[“”„«»‘’‚]/gu,
    (quote) => CURLY[quote] ?? quote,
  );
  const words: Word[] = [];
  let end = -1;
  for (const match of straight.matchAll(PIECE)) {
    const word = wordOf(match);
    const isAttached = match.index === end;
    end = match.index + match[0].length;
    const before = isAttached ? words.at(-1) : undefined;
    if (before === undefined) words.push(word);
    else attach(words, before, word);
  }
  return words;
}

function wordOf([, double, single, bracket, bare]: RegExpExecArray): Word {
  if (double !== undefined)
    return {
      kind: "quoted",
      text: unlinked(double.replace(/\\(["\\])/gu, "$1")),
    };
  if (single !== undefined) return { kind: "quoted", text: unlinked(single) };
  return bracket === undefined
    ? { kind: "word", text: decoded(bare ?? "") }
    : bracketed(bracket);
}

/**
 * Two pieces without a space between them. Slack makes a link of a part of "db.example.org:5432", which is one word; and
 * the comma behind an address or a name ("@allswell, …") is none.
 */
function attach(words: Word[], before: Word, word: Word): void {
  if (before.kind === "word" && word.kind === "word")
    words.splice(-1, 1, { kind: "word", text: before.text + word.text });
  else if (word.kind !== "word" || /[^,;:.!?]/u.test(word.text))
    words.push(word);
}

/** https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages */
function bracketed(content: string): Word {
  const bar = content.indexOf("|");
  const target = bar === -1 ? content : content.slice(0, bar);
  const label = bar === -1 ? "" : decoded(content.slice(bar + 1));
  const id = target.slice(1);
  if (target.startsWith("@")) return { kind: "user", id, text: label || id };
  if (target.startsWith("#")) return { kind: "channel", id, text: label || id };
  if (target.startsWith("!")) return { kind: "group", id, text: label || id };
  const address = decoded(target).replace(/^mailto:/, "");
  // "www.example.org" was typed, and may be the name of a service: only Slack made an address of it.
  return label !== "" && address === `http://${label}`
    ? { kind: "word", text: label }
    : { kind: "link", text: address };
}

/** Slack makes links of addresses in quotes, too: what was typed is the label, or the address itself. */
function unlinked(text: string): string {
  return decoded(
    text.replace(
      /<(https?:|mailto:)([^<>|]*)(?:\|([^<>]*))?>/gu,
      (_, scheme: string, rest: string, label?: string) =>
        label ?? (scheme === "mailto:" ? rest : scheme + rest),
    ),
  );
}

function decoded(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

/** All the rest as one text, as where a name of several words was typed without quotes. */
export function joined(words: readonly Word[]): string {
  return words.map(({ text }) => text).join(" ");
}

/** A word without the punctuation that ends a sentence: "help!" means help. */
export function withoutEnd(text: string): string {
  return text.replace(/[\s?!.,;:]+$/u, "");
}

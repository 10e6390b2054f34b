import { clip } from "../../base/text.ts";
import type { Picture } from "../../domain/pictures.ts";
import type { LetterSite } from "./site.ts";

/** What colours a mail. */
export type Tone = "down" | "difficulties" | "up" | "planned" | "note";

/** What a mail says, without how it looks; plain JSON. */
export interface Letter {
  subject: string;
  tone: Tone;
  /** One sentence that says it all. */
  headline: string;
  paragraphs: string[];
  items: string[];
  /** How many more there are than these; left out where there are none. */
  more?: number;
  /** Below the list. */
  remarks: string[];
  /** Nothing else of a mail can be followed: causes quote what others serve. */
  links: { words: string; url: string }[];
  /** What its picture is drawn from; null for one without. */
  picture: Picture | null;
  /** Whose mail it is, and where more is read; left out where that is several namespaces', or nobody's. */
  site?: LetterSite;
  /** It is about the mails themselves, and to somebody who may never have wanted any. */
  isQuestion?: true;
}

const LONGEST_SUBJECT = 150;

/** A letter with these words, and nothing else. */
export function letterOf(
  words: Pick<Letter, "subject" | "tone" | "headline"> & Partial<Letter>,
): Letter {
  return {
    paragraphs: [],
    items: [],
    remarks: [],
    links: [],
    picture: null,
    ...words,
    subject: clip(plain(words.subject).replace(/\s+/gu, " "), LONGEST_SUBJECT),
  };
}

/** "and 5 more", below so many of a letter's items; nothing where those are all. */
export function moreWords(
  { items, more = 0 }: Pick<Letter, "items" | "more">,
  shown = items.length,
): string[] {
  const rest = more + items.length - shown;
  return rest > 0 ? [`and ${rest} more`] : [];
}

/** Without what turns lines around, hides, or ends a header; line ends stay. */
export function plain(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/gu, "\n")
    .replace(
      /(?!\n)[\p{Cc}\u{2028}\u{2029}\u{202A}-\u{202E}\u{2066}-\u{2069}]/gu,
      " ",
    );
}

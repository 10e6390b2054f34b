import { SegmentedMessage } from "sms-segments-calculator";

/** Each is paid for and may come late or alone. */
const MOST_SEGMENTS = 2;
const CUT = "..";

/** What phones' old alphabet lacks and has a plain form in it; one such letter halves how much fits into a message. */
const plainForms: Record<string, string> = {
  "\u00A0": " ",
  "‘": "'",
  "’": "'",
  "‚": "'",
  "‛": "'",
  "′": "'",
  "`": "'",
  "´": "'",
  "“": '"',
  "”": '"',
  "„": '"',
  "″": '"',
  "«": '"',
  "»": '"',
  "‐": "-",
  "‑": "-",
  "‒": "-",
  "–": "-",
  "—": "-",
  "−": "-",
  "…": "...",
  "•": "-",
  "·": "-",
  "→": "->",
  "←": "<-",
  "≤": "<=",
  "≥": ">=",
  "×": "x",
  µ: "u",
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
  ħ: "h",
  ı: "i",
  œ: "oe",
  Œ: "OE",
  þ: "th",
  Þ: "Th",
  ð: "d",
  Ð: "D",
};

/** One line in letters that every phone shows: other scripts stay, marks, pictures and what cannot be seen do not. */
export function plainLine(text: string): string {
  const read = text.slice(0, LONGEST_READ).toWellFormed().normalize("NFC");
  return Array.from(read, plainForm).join("").replace(/\s+/g, " ").trim();
}

function plainForm(letter: string): string {
  if (/\s/.test(letter)) return " ";
  if (isGsm(letter)) return letter;
  const plain =
    plainForms[letter] ?? letter.normalize("NFKD").replace(/\p{M}/gu, "");
  if (plain !== "" && Array.from(plain).every(isGsm)) return plain;
  return /[\p{L}\p{N}]/u.test(letter) ? letter : "";
}

function isGsm(letter: string): boolean {
  return /^[ -_a-z{|}~]$/.test(letter)
    ? true
    : new SegmentedMessage(letter).encodingName === "GSM-7";
}

export function fits(text: string): boolean {
  return new SegmentedMessage(text).segmentsCount <= MOST_SEGMENTS;
}

/** Cut to so many letters, never inside one. */
export function shortened(text: string, length: number): string {
  const letters = Array.from(
    new Intl.Segmenter().segment(text),
    ({ segment }) => segment,
  );
  return letters.length <= length
    ? text
    : `${letters.slice(0, Math.max(1, length - CUT.length)).join("")}${CUT}`;
}

/** The first of the drafts that fits, from the richest to the barest; the last one must. */
export function firstThatFits(drafts: Iterable<string>): string {
  let barest = "";
  for (const draft of drafts) {
    barest = plainLine(draft);
    if (fits(barest)) return barest;
  }
  throw new Error(`even the shortest text is too long for an SMS: ${barest}`);
}

/** So much of one text as fits. */
export function cutToFit(text: string): string {
  const whole = plainLine(text);
  if (fits(whole)) return whole;
  for (let length = LONGEST_GSM; length > SHORTEST; length -= STEP) {
    const cut = shortened(whole, length);
    if (fits(cut)) return cut;
  }
  return shortened(whole, SHORTEST);
}

/** Two segments hold 306 letters of the old alphabet, and at the least 134 halves of an emoji. */
const LONGEST_GSM = 306;
const SHORTEST = 20;
const STEP = 4;
/** What is behind that is not even looked at. */
const LONGEST_READ = 600;

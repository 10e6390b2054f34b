import { type Cut, cutOut } from "./cut.ts";

/** Times of day as people write them, in minutes since midnight. */

const TIME =
  "(?:\\d{1,2}:\\d{2}(?::00)?\\s*(?:[ap]m)?|\\d{1,2}h\\d{2}|\\d{1,2}\\s*(?:[ap]m)|noon|midday|midnight)";
/** An hour alone is one where a range or "at" makes it one. */
const HOUR = "\\d{1,2}";
const ALONE = new RegExp(
  `(?:\\bat\\s+)?(?<![\\w:.-])${TIME}(?![\\w:])|\\bat\\s+${HOUR}(?![\\w:.-])`,
  "iu",
);
const RANGE = new RegExp(
  `(?:\\b(?:from|between)\\s+)?(?<![\\w:.-])(?<from>${TIME}|${HOUR})\\s*(?:-|to\\b|until\\b|till\\b|and\\b)\\s*(?<to>${TIME}|${HOUR})(?![\\w:-])`,
  "iu",
);

export type Clock =
  | { ok: true; minutes: number }
  /** `half`: "9" may be in the morning or in the evening. */
  | { ok: false; because: "half" | "no-time" };

const NO_TIME: Clock = { ok: false, because: "no-time" };

/** Reads "22:00", "9am", "at 9:30 pm", "noon". "24:00" is the end of the day. */
export function readClock(text: string): Clock {
  const typed = text
    .trim()
    .toLowerCase()
    .replace(/^at\s+/, "");
  if (typed === "midnight") return { ok: true, minutes: 0 };
  if (typed === "noon" || typed === "midday")
    return { ok: true, minutes: 12 * 60 };
  const match = /^(\d{1,2})(?:[:h](\d{2})(?::00)?)?\s*([ap]m)?$/.exec(typed);
  if (match === null) return NO_TIME;
  const [, hours, minutes, half] = match;
  const [hour, minute] = [Number(hours), Number(minutes ?? 0)];
  const isInDay = half === undefined ? hour <= 24 : hour >= 1 && hour <= 12;
  if (!isInDay || minute > 59 || (hour === 24 && minute > 0)) return NO_TIME;
  if (half !== undefined)
    return {
      ok: true,
      minutes: (hour % 12) * 60 + (half === "pm" ? 720 : 0) + minute,
    };
  return minutes === undefined
    ? { ok: false, because: "half" }
    : { ok: true, minutes: hour * 60 + minute };
}

/** Takes "22:00-23:30" or "from 9-11am" out of a text. */
export function cutRange(
  text: string,
): { rest: string; from: string; to: string } | undefined {
  const cut = cutOut(text, RANGE);
  const { from, to } = cut?.groups ?? {};
  if (cut === undefined || from === undefined || to === undefined)
    return undefined;
  return { rest: cut.rest, from: withHalfOf(to, from), to };
}

/** Of "9-11am" both are before noon, of "11-1pm" only the first. */
function withHalfOf(to: string, from: string): string {
  const half = /[ap]m$/i.exec(to)?.[0].toLowerCase();
  if (half === undefined || !/^\d{1,2}(:\d{2})?$/.test(from)) return from;
  const isSameHalf =
    Number.parseInt(from, 10) % 12 < Number.parseInt(to, 10) % 12;
  const other = half === "pm" ? "am" : "pm";
  return `${from}${isSameHalf ? half : other}`;
}

/** Takes the time of day out of a text that says a day besides: "tomorrow at 22:00", "9am on friday". */
export function cutClock(text: string): Cut | undefined {
  return cutOut(text, ALONE);
}

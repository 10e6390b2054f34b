import type { RotaWish } from "../../actions/people/on-call.ts";
import { readClock } from "../../base/spoken/clock.ts";
import { zoneNamed } from "../../base/wall-clock.ts";
import { clip } from "../../base/text.ts";
import type { Word } from "../words.ts";

/** How people are handed over, as far as it was said. */
export type Rhythm = Partial<Omit<RotaWish, "people">>;

const WEEK = 7;

const weekdays = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
];

/** 1 Monday … 7 Sunday: "mon", "Mondays", "tues". */
export function weekdayOf(word: string): number | undefined {
  const typed = word.toLowerCase().replace(/s$/, "");
  const index = weekdays.findIndex(
    (day) => typed.length >= 3 && day.startsWith(typed),
  );
  const plural = weekdays.indexOf(word.toLowerCase());
  if (index === -1) return plural === -1 ? undefined : plural + 1;
  return index + 1;
}

export function weekdayName(day: number): string {
  const name = weekdays[day - 1] ?? "";
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** "9am" as "09:00"; undefined where it is no time of day. */
export function timeOf(text: string): string | undefined {
  const clock = readClock(text);
  if (!clock.ok || clock.minutes >= 24 * 60) return undefined;
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${two(Math.floor(clock.minutes / 60))}:${two(clock.minutes % 60)}`;
}

const periods: Record<string, number> = {
  daily: 1,
  nightly: 1,
  weekly: WEEK,
  biweekly: 2 * WEEK,
  fortnightly: 2 * WEEK,
};

/** Reads "weekly mon 09:00 Europe/London", "every 2 weeks on friday at 9am", "daily 9:00"; a sentence where a word means nothing. */
export function readRhythm(words: readonly Word[]): Rhythm | string {
  const rhythm: Rhythm = {};
  const left = words.map(({ text }) => text.replace(/,$/, ""));
  for (let word = left.shift(); word !== undefined; word = left.shift())
    if (!readPart(rhythm, word, left))
      return `"${clip(word, 40)}" is not understood. A rota is said as in \`oncall set iati @ada @ben weekly mon 09:00 Europe/London\`.`;
  return rhythm;
}

function readPart(rhythm: Rhythm, word: string, left: string[]): boolean {
  const typed = word.toLowerCase();
  if (/^(on|at|in|and|from|the)$/.test(typed)) return true;
  if (typed === "every") return readEvery(rhythm, left);
  const days = periods[typed];
  const weekday = weekdayOf(typed);
  const time = timeOf(typed);
  const zone = zoneNamed(word);
  if (days !== undefined) rhythm.everyDays = days;
  else if (weekday !== undefined) rhythm.weekday = weekday;
  else if (time !== undefined) rhythm.at = time;
  else if (zone !== undefined) rhythm.timezone = zone;
  else return false;
  return true;
}

/** "every day", "every other week", "every 3 days", "every monday" */
function readEvery(rhythm: Rhythm, left: string[]): boolean {
  const [next = ""] = left;
  const weekday = weekdayOf(next);
  if (weekday !== undefined) {
    rhythm.weekday = weekday;
    rhythm.everyDays = WEEK;
    left.shift();
    return true;
  }
  const isCount = /^(\d{1,2}|other|second)$/i.test(next);
  if (isCount) left.shift();
  const count = isCount ? (/^\d/.test(next) ? Number(next) : 2) : 1;
  const unit = /^(day|week)s?$/i.exec(left.shift() ?? "")?.[1]?.toLowerCase();
  if (unit === undefined) return false;
  rhythm.everyDays = count * (unit === "week" ? WEEK : 1);
  return true;
}

/** Every so many days, in words: "every day", "every 2 weeks". */
export function periodWords(days: number): string {
  if (days % WEEK === 0)
    return days === WEEK ? "every week" : `every ${days / WEEK} weeks`;
  return days === 1 ? "every day" : `every ${days} days`;
}

import {
  onCallAt,
  type OnCallPerson,
  type Override,
  type Rota,
} from "./on-call.ts";
import { inOrderFrom } from "./on-call.ts";
import type { Severity } from "./incident.ts";
import type { Instant } from "./time.ts";

/**
 * Whether trouble of a service calls the person on call: never, when it is down, also when it is in difficulties; or
 * (severe) when it is down, whatever quiet hours the person has.
 */
export const pageLevels = ["no", "down", "difficulties", "severe"] as const;
export type PageLevel = (typeof pageLevels)[number];

/** How a level is typed: "down", "severe", also "yes" and "no". */
export function pageLevelNamed(typed: string): PageLevel | undefined {
  const word = typed.toLowerCase();
  if (/^(yes|on|true)$/.test(word)) return "down";
  if (/^(off|false|none|nobody)$/.test(word)) return "no";
  return pageLevels.find((level) => level === word);
}

/** What to say where it is none of them. */
export const PAGE_LEVEL_PROBLEM =
  "`pages` is one of `no`, `down`, `difficulties` (those, too) and `severe` (down, in quiet hours, too).";

/** Whether an incident of this severity calls anybody. */
export function isPaged(level: PageLevel, severity: Severity): boolean {
  if (level === "no") return false;
  return severity === "down" || level === "difficulties";
}

/** Whether it rings in somebody's quiet hours, too. */
export function breaksQuiet(level: PageLevel): boolean {
  return level === "severe";
}

/** In which order people are called: who is on call now, then the rota from there on; everybody once. */
export function callOrder(
  rota: Rota | null,
  overrides: readonly Override[],
  now: Instant,
): OnCallPerson[] {
  const present = onCallAt(rota, overrides, now);
  const others = rota === null ? [] : inOrderFrom(rota, now);
  return present === null
    ? others
    : [present, ...others.filter(({ id }) => id !== present.id)];
}

/** "22:00" to "07:00" in a zone; they may go over midnight. */
export interface QuietHours {
  from: string;
  until: string;
  timezone: string;
}

/** When the quiet hours that it is in end; null where it is in none. */
export function quietUntil(
  quiet: QuietHours | null,
  now: Instant,
): Instant | null {
  if (quiet === null) return null;
  const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(
    quiet.timezone,
  );
  const today = local.toPlainDate();
  // Begun today, or yesterday and over midnight.
  for (const back of [0, 1]) {
    const day = today.subtract({ days: back });
    const from = momentOf(day, quiet.from, quiet.timezone);
    const last = quiet.until > quiet.from ? day : day.add({ days: 1 });
    const until = momentOf(last, quiet.until, quiet.timezone);
    if (from <= now && now < until) return until;
  }
  return null;
}

function momentOf(
  day: Temporal.PlainDate,
  time: string,
  timeZone: string,
): Instant {
  return day.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds;
}

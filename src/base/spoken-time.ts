import type { Stretch } from "./recurrence.ts";
import {
  type Asked,
  EXAMPLE,
  MINUTE_MS,
  no,
  notRead,
  type NotUnderstood,
  type SpokenWindow,
  type Zone,
} from "./spoken/answer.ts";
import { cutClock, cutRange } from "./spoken/clock.ts";
import { tidy } from "./spoken/cut.ts";
import { readDay } from "./spoken/day.ts";
import {
  at,
  badDuration,
  cutDuration,
  minutesOf,
  withDatesHidden,
  withDatesShown,
} from "./spoken/parts.ts";
import { comesAgain } from "./spoken/rule.ts";
import { recurring } from "./spoken/series.ts";
import { cutZone, shortNameProblem } from "./spoken/zone.ts";
import { instantOf, timesShown, wallOf } from "./wall-clock.ts";

export type { Asked, NotUnderstood, SpokenWindow } from "./spoken/answer.ts";
export { spokenRule } from "./spoken/series.ts";

const LONGEST = 300;
/** "now" is a moment ago when it arrives. */
const JUST_NOW_MS = 5 * MINUTE_MS;

/**
 * Reads "tomorrow 22:00 for 2h", "fri 9am-11am", "now for 30m", "every first Sunday 02:00-04:00 Europe/London until
 * March". What may mean two things is refused, and so is what is over.
 */
export function spokenWindow(
  text: string,
  asked: Asked,
): SpokenWindow | NotUnderstood {
  const typed = tidy(text.slice(0, LONGEST).replace(/[–—−]/g, "-"));
  if (typed === "") return no("start", `When? Write it as in ${EXAMPLE}.`);
  const zone = cutZone(isoApart(typed), asked.zone);
  if (!zone.ok) return no("start", zone.text);
  return comesAgain(zone.rest) ? recurring(zone, asked) : once(zone, asked);
}

/** "2026-11-22T22:00Z" with its parts apart. */
function isoApart(text: string): string {
  return text.replace(
    /\b(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z)?/gi,
    (_whole, date: string, time: string, z?: string) =>
      `${date} ${time}${z === undefined ? "" : " UTC"}`,
  );
}

function once(zone: Zone, asked: Asked): SpokenWindow | NotUnderstood {
  const { rest, ms } = cutDuration(zone.rest, asked);
  if (ms === "unread") return badDuration(rest);
  const until = /^(?<start>.*?)\b(?:until|till|to)\s+(?<end>.+)$/i.exec(rest);
  const range = ms === null ? cutRange(withDatesHidden(rest)) : undefined;
  if (range !== undefined && until === null)
    return between(
      withDatesShown(range.rest),
      range.from,
      range.to,
      zone,
      asked,
    );
  if (ms === null && until !== null) {
    const from = startOf(tidy(until.groups?.["start"] ?? ""), zone, asked);
    return from.ok
      ? untilEnd(from.at, until.groups?.["end"] ?? "", zone, asked)
      : from;
  }
  const from = startOf(rest, zone, asked);
  if (!from.ok) return from;
  return ms === null
    ? no("end", `For how long? Write it as in ${EXAMPLE}.`)
    : oneTime({ from: from.at, until: from.at + ms }, zone, asked);
}

/** "fri 9am-11am" */
function between(
  day: string,
  first: string,
  second: string,
  zone: Zone,
  asked: Asked,
): SpokenWindow | NotUnderstood {
  const from = startOf(`${day} ${asTime(first)}`, zone, asked);
  return from.ok ? untilEnd(from.at, second, zone, asked) : from;
}

/** Of an hour alone it must be seen that it is one. */
function asTime(clock: string): string {
  return /^\d{1,2}$/.test(clock.trim()) ? `at ${clock}` : clock;
}

/** An end that is a time of day is the next such after the beginning; one with a day is on that day. */
function untilEnd(
  from: number,
  typed: string,
  zone: Zone,
  asked: Asked,
): SpokenWindow | NotUnderstood {
  const start = wallOf(from, zone.zone);
  const clock = cutClock(asTime(typed));
  if (clock === undefined)
    return no("end", notRead(typed, "a time for the end"));
  const time = minutesOf(clock.found, "end");
  if (!time.ok) return time;
  const day = dayOf(clock.rest, start.toPlainDate());
  if (!day.ok) return { ...day, part: "end" };
  let wall = at(day.date ?? start.toPlainDate(), time.minutes);
  if (day.date === null && Temporal.PlainDateTime.compare(wall, start) <= 0)
    wall = wall.add({ days: 1 });
  const until = lastInstantOf(wall, zone.zone);
  if (until <= from) return no("end", "It would end before it begins.");
  return oneTime({ from, until }, zone, asked);
}

/** Where the clocks show the end twice, the window lasts until the second time. */
function lastInstantOf(wall: Temporal.PlainDateTime, zone: string): number {
  return wall.toZonedDateTime(zone, { disambiguation: "later" })
    .epochMilliseconds;
}

function oneTime(
  { from, until }: Stretch,
  zone: Zone,
  { now }: Asked,
): SpokenWindow | NotUnderstood {
  const problem = shortNameProblem(from, zone.zone, zone.short);
  if (problem !== undefined) return no("start", problem);
  if (from < now - JUST_NOW_MS)
    return no("start", "That is over already: it must begin now or later.");
  return {
    ok: true,
    from,
    until,
    zone: zone.zone,
    rule: null,
    durationMs: until - from,
  };
}

type At = { ok: true; at: number } | NotUnderstood;

/** "now", "in 2 hours", "tomorrow 22:00", "22:00". */
function startOf(typed: string, zone: Zone, { now, duration }: Asked): At {
  if (/^(?:right )?now$/i.test(typed) || typed === "")
    return { ok: true, at: now };
  const ahead = /^in (.+)$/i.exec(typed);
  const aheadMs = ahead === null ? undefined : duration(ahead[1] ?? "");
  if (aheadMs !== undefined) return { ok: true, at: now + aheadMs };
  const today = wallOf(now, zone.zone).toPlainDate();
  const clock = cutClock(typed);
  const day = dayOf(clock?.rest ?? typed, today);
  if (!day.ok) return day;
  if (clock === undefined)
    return no("start", `At what time? Write it as in ${EXAMPLE}.`);
  const time = minutesOf(clock.found, "start");
  if (!time.ok) return time;
  return comingAt(day, at(day.date ?? today, time.minutes), zone, now);
}

/** A time without a day, or on a weekday, is the coming one; a day that is named is that day. */
function comingAt(
  { date, isWeekday }: SaidDay,
  wall: Temporal.PlainDateTime,
  { zone }: Zone,
  now: number,
): At {
  const isOver = instantOf(wall, zone) <= now - MINUTE_MS;
  const days = date === null ? 1 : 7;
  const coming =
    isOver && (date === null || isWeekday) ? wall.add({ days }) : wall;
  return isOver && coming === wall
    ? no("start", "That is over already: it must begin now or later.")
    : plainAt(coming, zone);
}

function plainAt(wall: Temporal.PlainDateTime, zone: string): At {
  const time = wall.toPlainTime().toString({ smallestUnit: "minute" });
  switch (timesShown(wall, zone)) {
    case "never":
      return no(
        "start",
        `There is no ${time} in ${zone} on that day: the clocks are put forward. Write another time.`,
      );
    case "twice":
      return no(
        "start",
        `The clocks in ${zone} show ${time} twice on that day. Write it in UTC.`,
      );
    case "once":
      return { ok: true, at: instantOf(wall, zone) };
  }
}

interface SaidDay {
  ok: true;
  /** Null where none is said. */
  date: Temporal.PlainDate | null;
  isWeekday: boolean;
}

function dayOf(
  typed: string,
  today: Temporal.PlainDate,
): SaidDay | NotUnderstood {
  const text = tidy(typed.replace(/^(?:at|on|from)$/i, ""));
  if (text === "") return { ok: true, date: null, isWeekday: false };
  const day = readDay(text, today);
  if (day.ok && !day.isMonth) return day;
  return !day.ok && day.because === "unclear"
    ? no(
        "start",
        `"${text.slice(0, 40)}" is one day to some and another to others. Write it as in "2026-11-22" or "22 Nov".`,
      )
    : no("start", notRead(typed, "a day and a time"));
}

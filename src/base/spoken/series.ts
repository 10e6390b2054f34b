import { nextStretch, type Series } from "../recurrence.ts";
import { instantOf, wallOf } from "../wall-clock.ts";
import {
  type Asked,
  DAY_MINUTES,
  MINUTE_MS,
  no,
  notRead,
  type NotUnderstood,
  type SpokenWindow,
  type Zone,
} from "./answer.ts";
import { cutClock, cutRange } from "./clock.ts";
import { cutOut, tidy } from "./cut.ts";
import { readDay } from "./day.ts";
import {
  at,
  badDuration,
  cutDuration,
  minutesOf,
  withDatesHidden,
  withDatesShown,
} from "./parts.ts";
import { isTwofold, readPhrase } from "./rule.ts";
import { shortNameProblem } from "./zone.ts";

/** Longer phrases say nothing of how often something comes. */
const LONGEST = 300;

/** "every first Sunday 02:00-04:00 until March" */
export function recurring(
  zone: Zone,
  asked: Asked,
): SpokenWindow | NotUnderstood {
  const { rest, ms } = cutDuration(zone.rest, asked);
  if (ms === "unread") return badDuration(rest);
  const range = cutRange(withDatesHidden(rest));
  const clock = range === undefined ? cutClock(rest) : undefined;
  const said = range === undefined ? clock?.rest : withDatesShown(range.rest);
  if (said === undefined)
    return no(
      "start",
      `At what time? Write it as in "every Sunday 02:00-04:00".`,
    );
  const from = minutesOf(range?.from ?? clock?.found ?? "", "start");
  if (!from.ok) return from;
  const to = range === undefined ? null : minutesOf(range.to, "end");
  if (to !== null && !to.ok) return to;
  const durationMs =
    ms ??
    (to === null ? null : minutesUntil(from.minutes, to.minutes) * MINUTE_MS);
  if (durationMs === null)
    return no(
      "end",
      `For how long? Write it as in "every Sunday 02:00 for 2h".`,
    );
  return series(said, from.minutes, durationMs, zone, asked);
}

/** From 22:00 to 02:00 are four hours. */
function minutesUntil(from: number, to: number): number {
  return to > from ? to - from : to + DAY_MINUTES - from;
}

function series(
  said: string,
  minutes: number,
  durationMs: number,
  zone: Zone,
  { now }: Asked,
): SpokenWindow | NotUnderstood {
  const today = wallOf(now, zone.zone).toPlainDate();
  const read = readSeries(said, today);
  if (!read.ok) return read;
  const whole: Series = {
    rule: read.rule,
    zone: zone.zone,
    startsAt: instantOf(at(read.first, minutes), zone.zone),
    durationMs,
  };
  return firstOf(whole, zone, now);
}

/** "every first Sunday until March", without a time of day, as a rule of RFC 5545. */
export function spokenRule(
  text: string,
  { now, zone }: Pick<Asked, "now" | "zone">,
): { ok: true; rule: string } | NotUnderstood {
  return readSeries(
    tidy(text.slice(0, LONGEST)),
    wallOf(now, zone).toPlainDate(),
  );
}

function readSeries(
  said: string,
  today: Temporal.PlainDate,
): { ok: true; rule: string; first: Temporal.PlainDate } | NotUnderstood {
  const until = cutOut(said, /\b(?:until|till|through|ending)\s+(?<day>.+)$/i);
  const starting = cutOut(
    until?.rest ?? said,
    /\b(?:starting|beginning|from)\s+(?<day>.+)$/i,
  );
  const phrase = starting?.rest ?? until?.rest ?? said;
  if (isTwofold(phrase))
    return no(
      "rule",
      `"${phrase.slice(0, 40)}" is every other one to some, and one of each month to others. Write "every other …" or "… of the month".`,
    );
  const rule = readPhrase(phrase);
  if (rule === undefined)
    return no(
      "rule",
      notRead(
        phrase,
        `how often it comes ("every day", "every first Sunday", "every 2 weeks on Monday")`,
      ),
    );
  const first = dayOrNull(starting?.groups["day"], today, "first");
  const last = dayOrNull(until?.groups["day"], today, "last");
  if (first === undefined || last === undefined)
    return no(
      "rule",
      notRead(
        (first === undefined ? starting : until)?.groups["day"] ?? "",
        "a day",
      ),
    );
  const end =
    last === null
      ? ""
      : `;UNTIL=${last.toString().replaceAll("-", "")}T235959Z`;
  return { ok: true, rule: `${rule}${end}`, first: first ?? today };
}

/** Null where none is said, undefined where it is not understood. */
function dayOrNull(
  typed: string | undefined,
  today: Temporal.PlainDate,
  which: "first" | "last",
): Temporal.PlainDate | null | undefined {
  return typed === undefined ? null : boundary(typed, today, which);
}

function firstOf(
  whole: Series,
  zone: Zone,
  now: number,
): SpokenWindow | NotUnderstood {
  // "Every 2 weeks" is counted from the first time that is to come.
  const nearest = { ...whole, rule: whole.rule.replace(/;INTERVAL=\d+/, "") };
  const stretch = nextStretch(nearest, now - MINUTE_MS);
  if (stretch === null)
    return no("rule", "No such time is left: it would never begin.");
  const following = nextStretch(
    { ...whole, startsAt: stretch.from },
    stretch.from,
  );
  if (following !== null && following.from < stretch.until)
    return no("end", "It would begin again before it has ended.");
  const problem = shortNameProblem(stretch.from, zone.zone, zone.short);
  if (problem !== undefined) return no("start", problem);
  return {
    ok: true,
    ...stretch,
    zone: whole.zone,
    rule: whole.rule,
    durationMs: whole.durationMs,
  };
}

/** The first or the last day of "March"; a day itself. */
function boundary(
  typed: string,
  today: Temporal.PlainDate,
  which: "first" | "last",
): Temporal.PlainDate | undefined {
  const month = tidy(typed.replace(/^(?:the )?end of /i, ""));
  const day = readDay(month, today);
  if (!day.ok) return undefined;
  if (!day.isMonth) return day.date;
  return which === "first"
    ? day.date
    : day.date.with({ day: day.date.daysInMonth });
}

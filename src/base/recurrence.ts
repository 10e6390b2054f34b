import { RRuleTemporal } from "rrule-temporal";
import { toText } from "rrule-temporal/totext";
import { instantOf, wallOf } from "./wall-clock.ts";

/** What comes again: the clocks of its zone show the same time each time. Instants and durations are in milliseconds. */
export interface Series {
  /** As in RFC 5545, without DTSTART: "FREQ=MONTHLY;BYDAY=1SU". UNTIL is a time on the zone's clocks, whatever its Z says. */
  rule: string;
  zone: string;
  /** Nothing is before this. Its time of day is that of all. */
  startsAt: number;
  durationMs: number;
}

export interface Stretch {
  from: number;
  until: number;
}

const PARTS =
  /^(FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)|INTERVAL=\d{1,3}|COUNT=\d{1,4}|UNTIL=\d{8}(T\d{6}Z?)?|BYDAY=[A-Z0-9,+-]{1,60}|BYMONTHDAY=[\d,+-]{1,60}|BYMONTH=[\d,]{1,40}|BYSETPOS=[\d,+-]{1,20}|WKST=[A-Z]{2})$/;
const LONGEST_RULE = 200;
/** A rule without a single place in this many periods has none. */
const MOST_PERIODS = 2_000;
/** At the turn of the clocks, instants and wall times may be this far out of step. */
const SLACK_MS = 3 * 60 * 60_000;

/** The rule in its one form; undefined where it is none that we follow (nothing comes again within a day). */
export function readRule(text: string): string | undefined {
  const parts = text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, "")
    .split(";");
  const isSound =
    text.length <= LONGEST_RULE &&
    parts.every((part) => PARTS.test(part)) &&
    parts.filter((part) => part.startsWith("FREQ=")).length === 1;
  if (!isSound) return undefined;
  const rule = parts.map(untilInFull).join(";");
  try {
    return recurring(rule, Date.UTC(2024, 0, 1)).next(new Date(0)) === null
      ? undefined
      : rule;
  } catch {
    return undefined;
  }
}

/** A day alone means to its end. */
function untilInFull(part: string): string {
  const [, day, time = "T235959"] = /^UNTIL=(\d{8})(T\d{6})?/.exec(part) ?? [];
  return day === undefined ? part : `UNTIL=${day}${time}Z`;
}

/**
 * The first stretch that begins after an instant; null where there is none any more. A beginning that the clocks leave
 * out comes when they have been put forward; the end is where the clocks show it, or after the duration where that
 * would leave nothing.
 */
export function nextStretch(series: Series, after: number): Stretch | null {
  for (const stretch of stretchesAfter(series, after)) return stretch;
  return null;
}

/** All that begin after an instant, in order; reckoned one by one as they are asked for. */
function* stretchesAfter(series: Series, after: number): Generator<Stretch> {
  const { rule, zone, startsAt } = series;
  const first = asUtc(wallOf(startsAt, zone));
  const rest = recurring(rule, first);
  let last = after;
  let wall = Math.max(first, asUtc(wallOf(after, zone)) - SLACK_MS) - 1;
  for (;;) {
    const next = nextPlace(rest, wall);
    if (next === null) return;
    const stretch = stretchAt(series, next);
    if (stretch.from > last && stretch.from >= startsAt) {
      yield stretch;
      last = stretch.from;
    }
    wall = next;
  }
}

/** The stretches that begin within a window, at most so many. */
export function stretchesBetween(
  series: Series,
  { from, until }: Stretch,
  most: number,
): Stretch[] {
  const found: Stretch[] = [];
  if (most === 0) return found;
  for (const stretch of stretchesAfter(series, from - 1)) {
    if (stretch.from >= until) break;
    found.push(stretch);
    if (found.length === most) break;
  }
  return found;
}

/** The last one's beginning is told to people, so that "until March" leaves no doubt; null where it goes on for ever. */
export function lastStretch(series: Series): Stretch | null {
  if (!/(^|;)(UNTIL|COUNT)=/.test(series.rule)) return null;
  const first = asUtc(wallOf(series.startsAt, series.zone));
  try {
    const last = recurring(series.rule, first).previous(
      new Date(Date.UTC(9000, 0)),
    );
    return last === null ? null : stretchAt(series, last.epochMilliseconds);
  } catch {
    return null;
  }
}

/** "every month on 1st Sunday until March 31, 2027" */
export function ruleInWords(rule: string): string {
  return toText(recurring(rule, Date.UTC(2024, 0, 1)))
    .replace(/ at \d.*? UTC/, "")
    .trim();
}

function nextPlace(rest: RRuleTemporal, after: number): number | null {
  try {
    return rest.next(new Date(after))?.epochMilliseconds ?? null;
  } catch {
    return null; // it looked through so many periods and found no place
  }
}

/** Where the clocks show the end. */
function stretchAt({ zone, durationMs }: Series, wall: number): Stretch {
  const from = instantOf(asWall(wall), zone);
  const until = instantOf(asWall(wall + durationMs), zone);
  const isShifted = asUtc(wallOf(from, zone)) !== wall;
  return {
    from,
    until: isShifted || until <= from ? from + durationMs : until,
  };
}

/** Wall times are reckoned with as if they were UTC, which knows no turn of the clocks. */
function recurring(rule: string, first: number): RRuleTemporal {
  return new RRuleTemporal({
    rruleString: `RRULE:${rule}`,
    dtstart:
      Temporal.Instant.fromEpochMilliseconds(first).toZonedDateTimeISO("UTC"),
    maxIterations: MOST_PERIODS,
  });
}

function asUtc(wall: Temporal.PlainDateTime): number {
  return wall.toZonedDateTime("UTC").epochMilliseconds;
}

function asWall(utc: number): Temporal.PlainDateTime {
  return wallOf(utc, "UTC");
}

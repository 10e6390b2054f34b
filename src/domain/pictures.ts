import { DAY, HOUR, type Instant, type Interval } from "./time.ts";

/** How far back a picture looks. */
export const spans = ["24h", "7d", "30d", "90d"] as const;
export type Span = (typeof spans)[number];

/** Of each span: its length, and how long a point of a line stands for; about a hundred points are as many as one sees. */
export const spanSizes = {
  "24h": { ms: DAY, stepMs: HOUR, words: "24 hours" },
  "7d": { ms: 7 * DAY, stepMs: HOUR, words: "7 days" },
  "30d": { ms: 30 * DAY, stepMs: 6 * HOUR, words: "30 days" },
  "90d": { ms: 90 * DAY, stepMs: DAY, words: "90 days" },
} as const satisfies Record<
  Span,
  { ms: number; stepMs: number; words: string }
>;

/** Looks that were answered, in one step of time. */
export interface Answers {
  count: number;
  /** Mean in milliseconds; null where nothing answered. */
  meanMs: number | null;
}

/** How quickly a service answered, and when it was down. */
export interface ResponseTimes {
  kind: "response-times";
  service: string;
  timezone: string;
  span: Span;
  /** From the first step's beginning to now. */
  window: Interval;
  stepMs: number;
  /** One for each monitor that answered at all, the slowest first. */
  lines: { name: string; steps: Answers[] }[];
  /** Monitors for which there was no room. */
  leftOut: number;
  averageMs: number | null;
  /** In order, without overlaps, cut to the window. */
  downtimes: Interval[];
  /** Planned, and counted neither for nor against. */
  maintenance: Interval[];
}

/** How often services failed: outages by when they began, on the clocks of a time zone. */
export interface Failures {
  /** Which of its pictures. */
  kind: "failures-by-hour" | "failures-by-day" | "failures-by-week-hour";
  /** "IATI", "Datastore", "all services". */
  scope: string;
  timezone: string;
  span: Span;
  window: Interval;
  /** The dates of the days, as in "2026-11-21". */
  days: string[];
  /** Those that failed most, the worst first; the last may stand for all others together. */
  series: {
    name: string;
    byHour: number[];
    byDay: number[];
  }[];
  /** Seven times 24 numbers, Monday first. */
  byWeekHour: number[][];
  total: number;
}

/** A day of the calendar. */
export interface CalendarDay {
  /** "2026-11-21" */
  date: string;
  /** 0 to 1; null where nothing was watched. */
  ratio: number | null;
  /** Added up over services, as is the next. */
  downMs: number;
  /** How much of the day was watched, without planned maintenance. */
  countedMs: number;
}

/** The uptime of several days together; a ratio of null where nothing was watched. */
export function uptimeOf(days: readonly CalendarDay[]): {
  ratio: number | null;
  downMs: number;
} {
  let [downMs, countedMs] = [0, 0];
  for (const day of days) {
    downMs += day.downMs;
    countedMs += day.countedMs;
  }
  return {
    ratio: countedMs === 0 ? null : Math.max(0, 1 - downMs / countedMs),
    downMs,
  };
}

/** Uptime day by day. */
export interface UptimeCalendar {
  kind: "uptime-calendar";
  scope: string;
  timezone: string;
  /** In order, without gaps. */
  days: CalendarDay[];
  /** Of all days together. */
  ratio: number | null;
  downMs: number;
}

/** Everything that can be drawn. */
export type Picture = ResponseTimes | Failures | UptimeCalendar;

/** The instant from which a step's grid is laid, so that the last step is the one that goes on. */
export function windowOf(span: Span, now: Instant): Interval {
  const { ms, stepMs } = spanSizes[span];
  return { from: (Math.floor(now / stepMs) + 1) * stepMs - ms, until: now };
}

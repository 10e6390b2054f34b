// Pictures for tests and for the benchmark: the same data each time.
import { localDays } from "../base/zone.ts";
import {
  type Failures,
  type Picture,
  type ResponseTimes,
  type Span,
  spanSizes,
  type UptimeCalendar,
  windowOf,
} from "../domain/pictures.ts";
import { DAY, HOUR, MINUTE } from "../domain/time.ts";

/** A Saturday. */
export const NOW = Date.UTC(2026, 10, 21, 10, 23);
const ZONE = "Europe/London";

export function responseTimes(
  span: Span,
  names = ["front page", "search"],
): ResponseTimes {
  const window = windowOf(span, NOW);
  const { ms, stepMs } = spanSizes[span];
  const steps = ms / stepMs;
  const gap = window.from + ms * 0.4;
  return {
    kind: "response-times",
    service: "Datastore",
    timezone: ZONE,
    span,
    window,
    stepMs,
    lines: names.map((name, line) => ({
      name,
      steps: Array.from({ length: steps }, (_, step) => ({
        count: 60,
        meanMs:
          step > steps * 0.4 && step < steps * 0.44
            ? null
            : 900 / (line + 1) + 80 * Math.sin(step / 4 + line),
      })),
    })),
    leftOut: 0,
    averageMs: 410,
    maintenance: [
      { from: window.from + ms * 0.15, until: window.from + ms * 0.19 },
    ],
    downtimes: [
      { from: gap, until: gap + ms * 0.04 },
      {
        from: window.from + ms * 0.7,
        until: window.from + ms * 0.7 + 10 * MINUTE,
      },
    ],
  };
}

export function failures(
  kind: Failures["kind"],
  names = ["Datastore", "Registry", "others"],
  span: Failures["span"] = "30d",
): Failures {
  const days = localDays(
    { from: NOW - spanSizes[span].ms + DAY, until: NOW },
    ZONE,
  ).map(({ date }) => date);
  const byWeekHour = Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: 24 }, (_all, hour) =>
      (day * 5 + hour * 3) % 11 === 0 ? (day + hour) % 4 : 0,
    ),
  );
  return {
    kind,
    scope: "IATI",
    timezone: ZONE,
    span,
    window: { from: NOW - spanSizes[span].ms, until: NOW },
    days,
    series: names.map((name, index) => ({
      name,
      byHour: Array.from({ length: 24 }, (_, hour) =>
        (hour * (index + 2)) % 5 === 1 ? index + 1 : 0,
      ),
      byDay: days.map((_, day) =>
        (day * (index + 3)) % 7 === 2 ? index + 1 : 0,
      ),
    })),
    byWeekHour,
    total: 57,
  };
}

export function calendar(days: number, scope = "Datastore"): UptimeCalendar {
  const bad: Record<number, number> = {
    12: 5 * MINUTE,
    30: HOUR,
    47: 5 * HOUR,
  };
  return {
    kind: "uptime-calendar",
    scope,
    timezone: ZONE,
    days: localDays({ from: NOW - (days - 1) * DAY, until: NOW }, ZONE).map(
      ({ date }, index) => {
        const downMs = bad[index % 50] ?? 0;
        return index < 8
          ? { date, ratio: null, downMs: 0, countedMs: 0 }
          : { date, ratio: 1 - downMs / DAY, downMs, countedMs: DAY };
      },
    ),
    ratio: 0.99912,
    downMs: 7 * HOUR,
  };
}

/** One of each kind, with every name of the caller's in it. */
export function everyPicture(name?: string): Picture[] {
  const named = name === undefined ? undefined : [name, name];
  const about = name === undefined ? {} : { scope: name };
  return [
    {
      ...responseTimes("7d", named),
      ...(name === undefined ? {} : { service: name }),
    },
    { ...failures("failures-by-hour", named), ...about },
    { ...failures("failures-by-day", named), ...about },
    { ...failures("failures-by-week-hour", named), ...about },
    calendar(90, name),
  ];
}

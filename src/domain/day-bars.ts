import type { Instant, Interval } from "./time.ts";
import { type Past, uptimeIn } from "./uptime.ts";

/** How a day went: the share of it in which the service was not down; null where it was not watched, or only in maintenance. */
export interface DayBar {
  from: Instant;
  ratio: number | null;
  downMs: number;
}

/** A service as it was watched: what lies before `watchedFrom` or after `now` does not count. */
export interface WatchedPast {
  watchedFrom: Instant;
  now: Instant;
  past: Past;
}

/** A service's days, in the order of `days`. */
export function dayBars(
  days: readonly Interval[],
  watched: WatchedPast,
): DayBar[] {
  return days.map((day) => dayBar(day, watched));
}

export function dayBar(
  day: Interval,
  { watchedFrom, now, past }: WatchedPast,
): DayBar {
  const from = Math.max(day.from, watchedFrom);
  const until = Math.min(day.until, now);
  if (from >= until) return { from: day.from, ratio: null, downMs: 0 };
  const { ratio, downMs } = uptimeIn(past, { from, until });
  return { from: day.from, ratio, downMs };
}

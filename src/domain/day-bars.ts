import type { Instant, Interval } from "./time.ts";
import { uptime } from "./uptime.ts";

/** How a day went: the share of it in which the service was not down; null where it was not watched, or only in maintenance. */
export interface DayBar {
  from: Instant;
  ratio: number | null;
  downMs: number;
}

/**
 * A service's days, oldest first. `days` follow each other; what lies before `watchedFrom` or after `now` does not count.
 */
export function dayBars(
  days: readonly Interval[],
  {
    watchedFrom,
    now,
    down,
    maintenance,
  }: {
    watchedFrom: Instant;
    now: Instant;
    down: readonly Interval[];
    maintenance: readonly Interval[];
  },
): DayBar[] {
  return days.map((day) => {
    const from = Math.max(day.from, watchedFrom);
    const until = Math.min(day.until, now);
    if (from >= until) return { from: day.from, ratio: null, downMs: 0 };
    const touching = down.filter((one) => touches(one, day));
    const planned = maintenance.filter((one) => touches(one, day));
    if (touching.length === 0 && planned.length === 0)
      return { from: day.from, ratio: 1, downMs: 0 };
    const { ratio, downMs } = uptime({ from, until }, touching, planned);
    return { from: day.from, ratio, downMs };
  });
}

function touches(one: Interval, other: Interval): boolean {
  return one.from < other.until && one.until > other.from;
}

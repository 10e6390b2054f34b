import type { Interval } from "./time.ts";

export interface Uptime {
  /** Share of the counted time in which the service was not down, 0 to 1; null where no time counts. */
  ratio: number | null;
  downMs: number;
  /** The window's length without its maintenance. */
  countedMs: number;
}

/** What befell a service, put in order once: the uptime of many windows is read off it. What goes on ends at Infinity. */
export interface Past {
  /** In maintenance: ordered, none touches the next. */
  planned: readonly Interval[];
  /** Down outside of maintenance: ordered, none touches the next. */
  failed: readonly Interval[];
}

/** Time-weighted uptime: maintenance counts neither for nor against. Overlapping and unordered stretches are fine. */
export function uptime(
  window: Interval,
  down: readonly Interval[],
  maintenance: readonly Interval[],
): Uptime {
  return uptimeIn(pastOf(down, maintenance), window);
}

/** Overlapping and unordered stretches are fine. */
export function pastOf(
  down: readonly Interval[],
  maintenance: readonly Interval[],
): Past {
  const planned = union(maintenance);
  const failed = union(down).flatMap((one) => without(one, planned));
  return { planned, failed };
}

export function uptimeIn({ planned, failed }: Past, window: Interval): Uptime {
  const countedMs = window.until - window.from - within(planned, window);
  const downMs = within(failed, window);
  return {
    ratio: countedMs > 0 ? 1 - downMs / countedMs : null,
    downMs,
    countedMs: Math.max(0, countedMs),
  };
}

/** The same time in ordered stretches that do not overlap. */
function union(intervals: readonly Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const next of intervals.toSorted((a, b) => a.from - b.from)) {
    if (next.from >= next.until) continue;
    const last = merged.at(-1);
    if (last !== undefined && next.from <= last.until)
      last.until = Math.max(last.until, next.until);
    else merged.push({ ...next });
  }
  return merged;
}

/** What is left of a stretch outside of ordered others. */
function without(
  { from, until }: Interval,
  others: readonly Interval[],
): Interval[] {
  const left: Interval[] = [];
  let at = from;
  for (const other of others) {
    if (other.from > at && at < until)
      left.push({ from: at, until: Math.min(other.from, until) });
    at = Math.max(at, other.until);
  }
  if (at < until) left.push({ from: at, until });
  return left;
}

/** How much of a window ordered stretches take. Windows end now, or lately: the last stretches come first. */
function within(intervals: readonly Interval[], window: Interval): number {
  let sum = 0;
  for (let index = intervals.length - 1; index >= 0; index--) {
    const { from, until } = intervals[index] ?? window;
    if (until <= window.from) break;
    const shared = Math.min(until, window.until) - Math.max(from, window.from);
    if (shared > 0) sum += shared;
  }
  return sum;
}

import type { Interval } from "./time.ts";

export interface Uptime {
  /** Share of the counted time in which the service was not down, 0 to 1; null where no time counts. */
  ratio: number | null;
  downMs: number;
  /** The window's length without its maintenance. */
  countedMs: number;
}

/** Time-weighted uptime: maintenance counts neither for nor against. Overlapping and unordered stretches are fine. */
export function uptime(
  window: Interval,
  down: readonly Interval[],
  maintenance: readonly Interval[],
): Uptime {
  const planned = union(clip(maintenance, window));
  const countedMs = window.until - window.from - length(planned);
  const failed = union(clip(down, window));
  const downMs = length(failed) - overlap(failed, planned);
  return {
    ratio: countedMs > 0 ? 1 - downMs / countedMs : null,
    downMs,
    countedMs: Math.max(0, countedMs),
  };
}

function clip(intervals: readonly Interval[], window: Interval): Interval[] {
  return intervals
    .map(({ from, until }) => ({
      from: Math.max(from, window.from),
      until: Math.min(until, window.until),
    }))
    .filter(({ from, until }) => from < until);
}

/** The same time in ordered stretches that do not overlap. */
function union(intervals: Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const next of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && next.from <= last.until)
      last.until = Math.max(last.until, next.until);
    else merged.push({ ...next });
  }
  return merged;
}

function length(intervals: Interval[]): number {
  return intervals.reduce((sum, { from, until }) => sum + until - from, 0);
}

function overlap(a: Interval[], b: Interval[]): number {
  return a.reduce((sum, interval) => sum + length(clip(b, interval)), 0);
}

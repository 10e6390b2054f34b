import type { Instant } from "./time.ts";

/**
 * Interval monitors are due on a grid of their own, `phase + k * every`, so that ten thousand of them make a flat load,
 * and a restart or an outage of ours needs no plan for catching up: the next due time is simply the next on the grid.
 */
export function nextOnGrid(
  after: Instant,
  everyMs: number,
  phaseMs: number,
): Instant {
  return phaseMs + (Math.floor((after - phaseMs) / everyMs) + 1) * everyMs;
}

/** Where in its interval a monitor is probed: ids that follow each other lie far apart, and any run of ids is spread evenly. */
export function phaseOf(monitorId: number, everyMs: number): number {
  const goldenRatio = 0.618_033_988_749_894_9; // the most even of all spreads for a growing number of points
  return Math.floor(((monitorId * goldenRatio) % 1) * everyMs);
}

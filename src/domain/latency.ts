/** Upper ends of the latency histogram's buckets in milliseconds; a last bucket holds what is slower. */
export const latencyBuckets = [
  5, 10, 20, 50, 100, 200, 300, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000,
  10_000, 30_000,
] as const;

/**
 * The time (ms) that a share (0 to 1) of the answers stayed under, as exactly as a histogram tells: within a bucket they
 * are taken to be spread evenly, and none is slower than the slowest. Null where there were no answers.
 */
export function latencyPercentile(
  histogram: readonly number[],
  share: number,
  slowestMs: number | null,
): number | null {
  const all = histogram.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  let left = all * share;
  for (const [index, count] of histogram.entries()) {
    if (count > 0 && left <= count)
      return within(index, left / count, slowestMs);
    left -= count;
  }
  return slowestMs ?? null;
}

function within(
  index: number,
  share: number,
  slowestMs: number | null,
): number {
  const lower = latencyBuckets[index - 1] ?? 0;
  const slowest = slowestMs ?? Infinity;
  const upper = Math.min(latencyBuckets[index] ?? Infinity, slowest);
  return upper === Infinity
    ? lower
    : Math.min(slowest, lower + share * Math.max(0, upper - lower));
}

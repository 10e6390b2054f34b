import assert from "node:assert/strict";
import { test } from "node:test";
import { latencyBuckets, latencyPercentile } from "./latency.ts";

/** A histogram with so many answers in the bucket that a latency falls into. */
function histogram(...answers: [ms: number, count: number][]): number[] {
  const buckets = Array.from({ length: latencyBuckets.length + 1 }, () => 0);
  for (const [ms, count] of answers) {
    const index = latencyBuckets.findIndex((upper) => ms < upper);
    const at = index === -1 ? latencyBuckets.length : index;
    buckets[at] = (buckets[at] ?? 0) + count;
  }
  return buckets;
}

test("a share of the answers came sooner", () => {
  const table: [number[], number, number | null, number | null][] = [
    [histogram(), 0.95, null, null],
    [histogram([60, 100]), 0.5, 100, 75],
    [histogram([60, 100]), 0.95, 100, 97.5],
    [histogram([60, 90], [150, 10]), 0.95, 180, 140],
    [histogram([60, 100]), 0.95, 52, 51.9],
    [histogram([3, 100]), 1, null, 5],
    [histogram([40_000, 100]), 0.5, 50_000, 40_000],
    [histogram([40_000, 100]), 0.5, null, 30_000],
    [histogram([3, 99], [40_000, 1]), 0.95, 50_000, (5 * 95) / 99],
  ];
  for (const [given, share, slowest, expected] of table) {
    const found = latencyPercentile(given, share, slowest);
    if (expected === null || found === null) assert.equal(found, expected);
    else assert.ok(Math.abs(found - expected) < 1e-9, `${found} ${expected}`);
  }
});

import { latencyBuckets } from "../../domain/latency.ts";
import { DAY, HOUR, type Instant, type Interval } from "../../domain/time.ts";
import { outcomes } from "../../domain/result.ts";
import { type Db, rows } from "../db.ts";

const count = (outcome: (typeof outcomes)[number]): string =>
  `count(*) FILTER (WHERE outcome = ${outcomes.indexOf(outcome)})`;

const histogram = [...latencyBuckets, Infinity]
  .map((upper, index) => {
    const lower = latencyBuckets[index - 1] ?? 0;
    const below = upper === Infinity ? "" : ` AND latency_ms < ${upper}`;
    return `count(*) FILTER (WHERE latency_ms >= ${lower}${below})`;
  })
  .join(", ");

const onConflict = `ON CONFLICT (monitor_id, at) DO UPDATE SET up = excluded.up, degraded = excluded.degraded,
  down = excluded.down, unknown = excluded.unknown, latency_sum_ms = excluded.latency_sum_ms,
  latency_max_ms = excluded.latency_max_ms, latency_histogram = excluded.latency_histogram`;

/** Counts the results of the hours that the stretch touches, anew: running it twice changes nothing. */
export async function rollUpHours(
  db: Db,
  from: Instant,
  until: Instant,
): Promise<void> {
  await db.query(
    `INSERT INTO rollups_hourly
     SELECT monitor_id, date_trunc('hour', at), ${count("up")}, ${count("degraded")}, ${count("down")}, ${count("unknown")},
       COALESCE(sum(latency_ms::float8), 0), max(latency_ms), ARRAY[${histogram}]
     FROM results WHERE at >= to_timestamp($1::float8 / 1000) AND at < to_timestamp($2::float8 / 1000)
     GROUP BY 1, 2 ${onConflict}`,
    [floorTo(from, HOUR), floorTo(until, HOUR) + HOUR],
  );
}

/** Adds the hours up to days, anew, for the UTC days that the stretch touches. */
export async function rollUpDays(
  db: Db,
  from: Instant,
  until: Instant,
): Promise<void> {
  const sums = [...latencyBuckets, Infinity]
    .map((_, index) => `sum(latency_histogram[${index + 1}])`)
    .join(", ");
  await db.query(
    `INSERT INTO rollups_daily
     SELECT monitor_id, date_trunc('day', at), sum(up), sum(degraded), sum(down), sum(unknown),
       sum(latency_sum_ms), max(latency_max_ms), ARRAY[${sums}]::integer[]
     FROM rollups_hourly WHERE at >= to_timestamp($1::float8 / 1000) AND at < to_timestamp($2::float8 / 1000)
     GROUP BY 1, 2 ${onConflict}`,
    [floorTo(from, DAY), floorTo(until, DAY) + DAY],
  );
}

function floorTo(at: Instant, size: number): Instant {
  return Math.floor(at / size) * size;
}

/** Results counted over a stretch of time. */
export interface Rollup {
  up: number;
  degraded: number;
  down: number;
  unknown: number;
  /** Mean of the answers, in milliseconds; null where there were none. */
  latencyMs: number | null;
  /** The slowest of them. */
  latencyMaxMs: number | null;
  latencyHistogram: number[];
}

/** The sum of monitors' hourly or daily rollups from an instant on; null where there are none. */
export async function readRollup(
  db: Db,
  table: "rollups_hourly" | "rollups_daily",
  monitorIds: number[],
  from: Instant,
): Promise<Rollup | null> {
  return sumOf(
    db,
    `${table} WHERE monitor_id = ANY ($1::integer[]) AND at >= to_timestamp($2::float8 / 1000)`,
    [monitorIds, from],
  );
}

/**
 * The sum of a window's rollups over the monitors of services (null: of all), by whole hours, or by whole UTC days where
 * the window is long, from the one that it begins in.
 */
export async function rollupOfServices(
  db: Db,
  serviceIds: readonly number[] | null,
  { from, until }: Interval,
): Promise<Rollup | null> {
  const isLong = until - from > LONGEST_OF_HOURS;
  // Gathered into an array first, which lets PostgreSQL read by index however many monitors there are.
  return sumOf(
    db,
    `${isLong ? "rollups_daily" : "rollups_hourly"}
     WHERE monitor_id = ANY (ARRAY(SELECT id FROM monitors WHERE removed_at IS NULL AND ($1::integer[] IS NULL OR service_id = ANY ($1))))
       AND at >= to_timestamp($2::float8 / 1000) AND at < to_timestamp($3::float8 / 1000)`,
    [serviceIds, floorTo(from, isLong ? DAY : HOUR), until],
  );
}

/** Above this, days are added up in place of hours. */
const LONGEST_OF_HOURS = 8 * DAY;

async function sumOf(
  db: Db,
  source: string,
  parameters: unknown[],
): Promise<Rollup | null> {
  const sums = [...latencyBuckets, Infinity]
    .map(
      (_, index) => `COALESCE(sum(latency_histogram[${index + 1}]), 0)::float8`,
    )
    .join(", ");
  const [row] = await rows<{
    up: number | null;
    degraded: number;
    down: number;
    unknown: number;
    latency_sum: number;
    latency_max: number | null;
    histogram: number[];
  }>(
    db,
    `SELECT sum(up) AS up, sum(degraded) AS degraded, sum(down) AS down, sum(unknown) AS unknown,
       sum(latency_sum_ms) AS latency_sum, max(latency_max_ms) AS latency_max, ARRAY[${sums}] AS histogram
     FROM ${source}`,
    parameters,
  );
  if (row === undefined || row.up === null) return null;
  const answers = row.histogram.reduce((sum, n) => sum + n, 0);
  return {
    up: row.up,
    degraded: row.degraded,
    down: row.down,
    unknown: row.unknown,
    latencyMs: answers > 0 ? row.latency_sum / answers : null,
    latencyMaxMs: row.latency_max,
    latencyHistogram: row.histogram,
  };
}

import { latencyBuckets } from "../../domain/latency.ts";
import type { Instant, Interval } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";

/** Answers of a monitor in one step of a window; steps without any are left out. */
export interface StepRow {
  monitorId: number;
  /** Counted from the window's beginning. */
  step: number;
  count: number;
  sumMs: number;
}

const answers = [...latencyBuckets, Infinity]
  .map((_, index) => `latency_histogram[${index + 1}]`)
  .join(" + ");

/** How monitors answered, step by step, from their hourly or daily rollups. */
export async function answersByStep(
  db: Db,
  table: "rollups_hourly" | "rollups_daily",
  monitorIds: readonly number[],
  { from, until }: Interval,
  stepMs: number,
): Promise<StepRow[]> {
  return rows(
    db,
    `SELECT monitor_id AS "monitorId", floor((extract(epoch FROM at)::float8 * 1000 - $2::float8) / $4::float8)::integer AS step,
       sum(${answers})::float8 AS count, sum(latency_sum_ms) AS "sumMs"
     FROM ${table} WHERE monitor_id = ANY ($1::integer[]) AND at >= to_timestamp($2::float8 / 1000) AND at < to_timestamp($3::float8 / 1000)
     GROUP BY 1, 2 HAVING sum(${answers}) > 0`,
    [monitorIds, from, until, stepMs],
  );
}

/** The services of a namespace (null: of all), with when they were added; all, or the public ones alone. */
export async function servicesIn(
  db: Db,
  namespaceId: number | null,
  which: "all" | "public" = "all",
): Promise<{ id: number; name: string; createdAt: Instant }[]> {
  return rows(
    db,
    `SELECT id, name, created_at AS "createdAt" FROM services
     WHERE removed_at IS NULL AND ($1::integer IS NULL OR namespace_id = $1) AND ($2 OR public) ORDER BY name_key, id`,
    [namespaceId, which === "all"],
  );
}

/** A stretch in which a zone's clocks are so far from UTC. */
export interface ClockSetting extends Interval {
  offsetMs: number;
}

/** Outages that began: of one of the services that failed most (null: of the others) in an hour of the day or on a day, or of all in an hour of a weekday. */
export interface FailureRow {
  serviceId: number | null;
  /** Days since 1970, on the zone's calendar. */
  day: number | null;
  hour: number | null;
  /** 1 for Monday. */
  weekday: number | null;
  count: number;
}

/**
 * Counts the outages of services by when they began, on the clocks that the settings describe; the `most` worst services
 * each, the others together. Reads the downtimes that began in the settings' stretches by index, and answers with a few
 * hundred rows however many there were.
 */
export async function failureCounts(
  db: Db,
  serviceIds: readonly number[],
  settings: readonly ClockSetting[],
  most: number,
): Promise<FailureRow[]> {
  return rows(
    db,
    `WITH begun AS (
       SELECT d.service_id, (d.from_at + s.offset_ms * interval '1 millisecond') AT TIME ZONE 'UTC' AS local
       FROM unnest($2::float8[], $3::float8[], $4::float8[]) AS s (from_ms, until_ms, offset_ms)
         JOIN downtimes d ON d.from_at >= to_timestamp(s.from_ms / 1000) AND d.from_at < to_timestamp(s.until_ms / 1000)
       WHERE d.service_id = ANY ($1::integer[])
     ), worst AS (
       SELECT service_id FROM begun GROUP BY service_id ORDER BY count(*) DESC, service_id LIMIT $5
     ), counted AS (
       SELECT worst.service_id AS service, local::date - date '1970-01-01' AS day, extract(hour FROM local)::integer AS hour,
         extract(isodow FROM local)::integer AS weekday
       FROM begun LEFT JOIN worst USING (service_id)
     )
     SELECT service AS "serviceId", day, hour, weekday, count(*) AS count
     FROM counted GROUP BY GROUPING SETS ((service, day), (service, hour), (weekday, hour))`,
    [
      serviceIds,
      settings.map(({ from }) => from),
      settings.map(({ until }) => until),
      settings.map(({ offsetMs }) => offsetMs),
      most,
    ],
  );
}

/** The UTC days of a window in which monitors were looked at, in days since 1970. */
export async function watchedDays(
  db: Db,
  monitorIds: readonly number[],
  { from, until }: Interval,
): Promise<Set<number>> {
  const found = await rows<{ day: number }>(
    db,
    `SELECT DISTINCT (at AT TIME ZONE 'UTC')::date - date '1970-01-01' AS day FROM rollups_daily
     WHERE monitor_id = ANY ($1::integer[]) AND at >= to_timestamp($2::float8 / 1000) AND at < to_timestamp($3::float8 / 1000)
       AND up + degraded + down > 0`,
    [monitorIds, from, until],
  );
  return new Set(found.map(({ day }) => day));
}

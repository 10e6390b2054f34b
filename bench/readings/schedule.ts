import type { Database } from "../world/database.ts";

/** How punctual the program was in a stretch of time. */
export interface Punctuality {
  results: number;
  /** How much later than its place on the grid each probe began, in milliseconds. */
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** Places on the grid of a monitor without any result, and with more than one. */
  missed: number;
  doubled: number;
}

/**
 * Holds every result against its monitor's grid: each place within the stretch must have exactly one. A result belongs to the
 * place that it is nearest to.
 */
export async function readPunctuality(
  database: Database,
  from: number,
  until: number,
): Promise<Punctuality> {
  return database.row<Punctuality & Record<string, number>>(
    `WITH places AS (
       SELECT monitor_id, place, phase_ms + place * every_ms AS due_ms
       FROM monitor_states, generate_series(
         ceil(($1::float8 - phase_ms) / every_ms)::bigint, ceil(($2::float8 - phase_ms) / every_ms)::bigint - 1) AS place
     ), seen AS (
       SELECT monitor_id, extract(epoch FROM at)::float8 * 1000 AS at_ms,
         round((extract(epoch FROM at)::float8 * 1000 - phase_ms) / every_ms)::bigint AS place
       FROM results JOIN monitor_states USING (monitor_id)
       WHERE at >= to_timestamp(($1::float8 - every_ms) / 1000) AND at < to_timestamp(($2::float8 + every_ms) / 1000)
     ), looks AS (
       SELECT monitor_id, place, count(at_ms) AS times, min(at_ms - due_ms) AS late_ms
       FROM places LEFT JOIN seen USING (monitor_id, place) GROUP BY monitor_id, place
     )
     SELECT sum(times) AS results, count(*) FILTER (WHERE times = 0) AS missed, count(*) FILTER (WHERE times > 1) AS doubled,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY late_ms) AS "p50Ms", percentile_cont(0.99) WITHIN GROUP (ORDER BY late_ms) AS "p99Ms",
       max(late_ms) AS "maxMs"
     FROM looks`,
    [from, until],
  );
}

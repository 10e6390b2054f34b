import { latencyBuckets } from "../../domain/latency.ts";
import type { Interval } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";

/** A public service by its slug, with the zone of its namespace. */
export async function publicServiceOf(
  db: Db,
  slug: string,
): Promise<{ id: number; name: string; timezone: string } | undefined> {
  const [row] = await rows<{ id: number; name: string; timezone: string }>(
    db,
    `SELECT s.id, s.name, n.timezone FROM services s JOIN namespaces n ON n.id = s.namespace_id
     WHERE s.slug = $1 AND s.public AND s.removed_at IS NULL`,
    [slug],
  );
  return row;
}

/** What all monitors of a service answered in one step of a window. */
export interface HistogramRow {
  /** Counted from the window's beginning. */
  step: number;
  histogram: number[];
  sumMs: number;
  slowestMs: number | null;
}

const buckets = [...latencyBuckets, Infinity]
  .map((_, index) => `sum(r.latency_histogram[${index + 1}])::float8`)
  .join(", ");

/** How a service answered, step by step, from the hourly or daily rollups of its monitors; steps without any are left out. */
export async function histogramsByStep(
  db: Db,
  table: "rollups_hourly" | "rollups_daily",
  serviceId: number,
  { from, until }: Interval,
  stepMs: number,
): Promise<HistogramRow[]> {
  return rows(
    db,
    `SELECT floor((extract(epoch FROM r.at)::float8 * 1000 - $2::float8) / $4::float8)::integer AS step,
       ARRAY[${buckets}] AS histogram, sum(r.latency_sum_ms) AS "sumMs", max(r.latency_max_ms) AS "slowestMs"
     FROM ${table} r
     WHERE r.monitor_id = ANY (ARRAY(SELECT id FROM monitors WHERE service_id = $1 AND removed_at IS NULL))
       AND r.at >= to_timestamp($2::float8 / 1000) AND r.at < to_timestamp($3::float8 / 1000)
     GROUP BY 1 ORDER BY 1`,
    [serviceId, from, until, stepMs],
  );
}

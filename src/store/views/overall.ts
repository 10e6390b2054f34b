import type { Interval } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";

/** How all services together did in a window. */
export interface OverallSums {
  /** Service time, without maintenance and without what was before a service was added. */
  countedMs: number;
  downMs: number;
  /** Those that began in the window, how many of them are over, and how long those lasted together. */
  incidents: number;
  mended: number;
  mendingMs: number;
}

/** The part of a stretch that lies in the window, in milliseconds. */
function lengthOf(from: string, until: string): string {
  return `extract(epoch FROM LEAST(COALESCE(${until}, w.until), w.until) - GREATEST(${from}, w.from)) * 1000`;
}

/**
 * Adds up in the database: thousands of services are one row. Service by service it reads by index what touches the
 * window. A service in maintenance is not down, so that the two are never of the same time.
 */
export async function overallSums(
  db: Db,
  { from, until }: Interval,
): Promise<OverallSums> {
  const living = "ARRAY(SELECT id FROM services WHERE removed_at IS NULL)";
  const downtimes = ["d.until_at > w.from", "d.until_at IS NULL"].map(
    (which) => `
      SELECT ${lengthOf("d.from_at", "d.until_at")} AS ms FROM downtimes d, w
      WHERE d.service_id = ANY (${living}) AND ${which} AND d.from_at < w.until`,
  );
  const [sums] = await rows<OverallSums>(
    db,
    `WITH w AS (SELECT to_timestamp($1::float8 / 1000) AS "from", to_timestamp($2::float8 / 1000) AS until)
     SELECT
       (SELECT COALESCE(sum(${lengthOf("s.created_at", "NULL")}), 0)::float8 FROM services s, w WHERE s.removed_at IS NULL AND s.created_at < w.until)
         - (SELECT COALESCE(sum(${lengthOf("m.from_at", "m.until_at")}), 0)::float8 FROM maintenance_times m, w
            WHERE m.service_id = ANY (${living}) AND m.from_at < w.until AND (m.until_at IS NULL OR m.until_at > w.from)) AS "countedMs",
       (SELECT COALESCE(sum(ms), 0)::float8 FROM (${downtimes.join(" UNION ALL ")}) AS down) AS "downMs",
       begun.*
     FROM (SELECT count(*) AS incidents, count(*) FILTER (WHERE i.resolution = 'recovered') AS mended,
         COALESCE(sum(extract(epoch FROM i.resolved_at - i.began_at) * 1000) FILTER (WHERE i.resolution = 'recovered'), 0)::float8 AS "mendingMs"
       FROM incidents i JOIN services s ON s.id = i.service_id, w
       WHERE s.removed_at IS NULL AND i.began_at >= w.from AND i.began_at < w.until) AS begun`,
    [from, until],
  );
  if (sums === undefined) throw new Error("an aggregate has a row");
  return sums;
}

import type { Resolution, Severity } from "../../domain/incident.ts";
import type { Instant } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";

/** An incident as lists show it. */
export interface IncidentLine {
  id: number;
  serviceName: string;
  namespaceSlug: string;
  severity: Severity;
  cause: string;
  beganAt: Instant;
  resolvedAt: Instant | null;
  resolution: Resolution | null;
  acknowledgedBy: string | null;
}

/** Which incidents: of one service, of one namespace, or of all; and which part of the list. */
export interface HistoryPart {
  serviceId: number | null;
  namespaceSlug: string | null;
  offset: number;
  limit: number;
}

const LINE = `
  SELECT i.id, s.name AS "serviceName", n.slug AS "namespaceSlug", i.severity, i.reason AS cause, i.began_at AS "beganAt",
    i.resolved_at AS "resolvedAt", i.resolution, i.acknowledged_by AS "acknowledgedBy"
  FROM incidents i JOIN services s ON s.id = i.service_id JOIN namespaces n ON n.id = s.namespace_id`;

/** Those that are not over, the latest first. */
export async function openIncidents(
  db: Db,
  part: HistoryPart,
): Promise<IncidentLine[]> {
  return page(db, "i.resolved_at IS NULL", part);
}

/** Those that are over, the latest first: read from the end of an index, so that it does not matter how many there are. */
export async function pastIncidents(
  db: Db,
  part: HistoryPart,
): Promise<IncidentLine[]> {
  return page(db, "i.resolved_at IS NOT NULL", part);
}

async function page(
  db: Db,
  which: string,
  { serviceId, namespaceSlug, offset, limit }: HistoryPart,
): Promise<IncidentLine[]> {
  // Each question its own statement: one that leaves the service open would be planned for all of them.
  const [wanted, given] =
    serviceId !== null
      ? ["AND i.service_id = $3", [serviceId]]
      : namespaceSlug !== null
        ? [`AND ${latestOfNamespace(which)}`, [namespaceSlug]]
        : ["", []];
  return rows(
    db,
    `${LINE} WHERE ${which} ${wanted} ORDER BY i.began_at DESC OFFSET $1 LIMIT $2`,
    [offset, limit, ...given],
  );
}

/** So many of each service are looked at, by the index of services: in a quiet namespace all that others had would be read. */
function latestOfNamespace(which: string): string {
  return `i.id = ANY (ARRAY(
    SELECT x.id FROM services v JOIN namespaces o ON o.id = v.namespace_id CROSS JOIN LATERAL (
      SELECT i.id, i.began_at FROM incidents i WHERE i.service_id BETWEEN v.id AND v.id AND ${which}
      ORDER BY i.service_id DESC, i.began_at DESC LIMIT $1::integer + $2::integer) x
    WHERE o.slug = $3 ORDER BY x.began_at DESC LIMIT $1::integer + $2::integer))`;
}

/** One incident in a list's words; null where there is none. */
export async function incidentLine(
  db: Db,
  id: number,
): Promise<(IncidentLine & { serviceId: number }) | null> {
  const [found] = await rows<IncidentLine & { serviceId: number }>(
    db,
    LINE.replace("SELECT", 'SELECT i.service_id AS "serviceId",') +
      " WHERE i.id = $1",
    [id],
  );
  return found ?? null;
}

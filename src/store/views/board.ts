import type { HealthKind } from "../../domain/health.ts";
import type { Status } from "../../domain/service.ts";
import type { Instant } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";
import { maintenanceEnds } from "../maintenance/maintenance.ts";

/** How many services of a namespace are in each status. */
export interface StatusCount {
  namespaceSlug: string;
  namespaceName: string;
  status: Status;
  count: number;
}

export async function statusCounts(db: Db): Promise<StatusCount[]> {
  return rows(
    db,
    `SELECT n.slug AS "namespaceSlug", n.name AS "namespaceName", s.status, count(*) AS count
     FROM services s JOIN namespaces n ON n.id = s.namespace_id WHERE s.removed_at IS NULL GROUP BY n.id, s.status ORDER BY n.slug`,
  );
}

/** A line of the board. */
export interface BoardRow {
  serviceId: number;
  name: string;
  namespaceSlug: string;
  status: Status;
  since: Instant;
  monitors: number;
  paused: number;
  /** The open incident, where there is one. */
  incidentId: number | null;
  cause: string | null;
  acknowledgedBy: string | null;
  /** When its maintenance ends, where it is in any. */
  maintenanceUntil: Instant | null;
}

const LINE = `
  SELECT s.id AS "serviceId", s.name, n.slug AS "namespaceSlug", s.status, s.status_since AS since,
    i.id AS "incidentId", i.reason AS cause, i.acknowledged_by AS "acknowledgedBy",
    (SELECT count(*) FROM monitors m WHERE m.service_id = s.id AND m.removed_at IS NULL) AS monitors,
    (SELECT count(*) FROM monitors m JOIN monitor_states st ON st.monitor_id = m.id WHERE m.service_id = s.id AND m.removed_at IS NULL AND st.kind = 'paused') AS paused
  FROM services s JOIN namespaces n ON n.id = s.namespace_id
    LEFT JOIN incidents i ON i.service_id = s.id AND i.resolved_at IS NULL
  WHERE s.removed_at IS NULL`;

/** Services that are not up, the worst and longest first. */
export async function troubledServices(
  db: Db,
  limit: number,
  namespaceSlug: string | null = null,
): Promise<BoardRow[]> {
  return withMaintenance(
    db,
    `${LINE} AND s.status IN ('down', 'difficulties') AND ($2::text IS NULL OR n.slug = $2)
     ORDER BY s.status = 'down' DESC, s.status_since LIMIT $1`,
    [limit, namespaceSlug],
  );
}

/** A stretch of a namespace's services, by name. */
export interface Part {
  namespaceSlug: string;
  offset: number;
  limit: number;
}

/**
 * Services by namespace and name. An index has each namespace's in order: nothing is sorted, and what is counted for a
 * line is not counted for those before it.
 */
export async function servicePage(
  db: Db,
  parts: readonly Part[],
): Promise<BoardRow[]> {
  return withMaintenance(
    db,
    `${LINE} AND s.id = ANY (ARRAY(
       SELECT v.id FROM unnest($1::text[], $2::integer[], $3::integer[]) AS p (slug, skipped, taken) JOIN namespaces o ON o.slug = p.slug
         CROSS JOIN LATERAL (SELECT id FROM services WHERE namespace_id = o.id AND removed_at IS NULL ORDER BY name_key OFFSET p.skipped LIMIT p.taken) v))
     ORDER BY n.slug, s.name_key`,
    [
      parts.map(({ namespaceSlug }) => namespaceSlug),
      parts.map(({ offset }) => offset),
      parts.map(({ limit }) => limit),
    ],
  );
}

/** The lines of a board, those in maintenance with its end. */
async function withMaintenance(
  db: Db,
  sql: string,
  parameters: unknown[],
): Promise<BoardRow[]> {
  const found = await rows<Omit<BoardRow, "maintenanceUntil">>(
    db,
    sql,
    parameters,
  );
  const resting = found
    .filter(({ status }) => status === "maintenance")
    .map(({ serviceId }) => serviceId);
  const ends =
    resting.length === 0
      ? new Map<number, Instant>()
      : await maintenanceEnds(db, resting);
  return found.map((row) => ({
    ...row,
    maintenanceUntil: ends.get(row.serviceId) ?? null,
  }));
}

/** A monitor as a service's details show it. */
export interface MonitorLine {
  monitorId: number;
  name: string;
  type: string;
  settings: Record<string, unknown>;
  everyMs: number | null;
  schedule: string[] | null;
  essential: boolean;
  kind: HealthKind;
  since: Instant;
  dueAt: Instant;
}

export async function monitorLines(
  db: Db,
  serviceId: number,
): Promise<MonitorLine[]> {
  return rows(
    db,
    `SELECT m.id AS "monitorId", m.name, m.type, m.settings, m.every_ms AS "everyMs", m.schedule, m.essential, st.kind, st.since, st.due_at AS "dueAt"
     FROM monitors m JOIN monitor_states st ON st.monitor_id = m.id WHERE m.service_id = $1 AND m.removed_at IS NULL ORDER BY m.id`,
    [serviceId],
  );
}

import type { HealthKind } from "../../domain/health.ts";
import type { Severity } from "../../domain/incident.ts";
import type { Instant } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";
import type { DeliveryState } from "../entities/deliveries.ts";

// What is measured of everything at once. Each of these reads as many rows as there are monitors, or a bounded part of a
// history: none costs more with time.

export interface MonitorMeasure {
  namespace: string;
  service: string;
  monitor: string;
  type: string;
  health: HealthKind;
  belief: "unknown" | "up" | "degraded" | "down";
  /** Of what was measured last: null where it was not. */
  certificateDays: number | null;
  diskUsedPercent: number | null;
  load1: number | null;
  factsAt: Instant | null;
}

const number = (name: string): string =>
  `CASE WHEN jsonb_typeof(f.facts -> '${name}') = 'number' THEN (f.facts ->> '${name}')::float8 END`;

export async function monitorMeasures(db: Db): Promise<MonitorMeasure[]> {
  return rows(
    db,
    `SELECT n.slug AS namespace, s.name AS service, m.name AS monitor, m.type, st.kind AS health, st.belief,
       ${number("certificateDaysLeft")} AS "certificateDays", ${number("diskUsedPercent")} AS "diskUsedPercent",
       ${number("loadAverage1")} AS load1, f.at AS "factsAt"
     FROM monitors m JOIN monitor_states st ON st.monitor_id = m.id JOIN services s ON s.id = m.service_id
       JOIN namespaces n ON n.id = s.namespace_id LEFT JOIN monitor_facts f ON f.monitor_id = m.id
     WHERE m.removed_at IS NULL AND s.removed_at IS NULL ORDER BY m.id`,
  );
}

export async function openIncidentCounts(
  db: Db,
): Promise<{ namespace: string; severity: Severity; count: number }[]> {
  return rows(
    db,
    `SELECT n.slug AS namespace, i.severity, count(*) AS count FROM incidents i JOIN services s ON s.id = i.service_id
       JOIN namespaces n ON n.id = s.namespace_id WHERE i.resolved_at IS NULL GROUP BY 1, 2`,
  );
}

export interface DeliveryCount {
  channel: string;
  state: DeliveryState;
  count: number;
  oldest: Instant;
}

/** What is not told yet, however old it is. */
export async function waitingDeliveries(db: Db): Promise<DeliveryCount[]> {
  return rows(
    db,
    `SELECT o.channel, d.state, count(*) AS count, min(d.created_at) AS oldest FROM deliveries d JOIN outlets o ON o.id = d.outlet_id
     WHERE d.state = ANY (ARRAY['planned', 'sending', 'retry', 'ambiguous']) GROUP BY 1, 2`,
  );
}

/** More than this are told in a day only in a storm. */
const MOST_COUNTED = 20_000;

/** What was made since an instant, of the latest so many. */
export async function recentDeliveries(
  db: Db,
  since: Instant,
): Promise<DeliveryCount[]> {
  return rows(
    db,
    `SELECT o.channel, d.state, count(*) AS count, min(d.created_at) AS oldest
     FROM (SELECT outlet_id, state, created_at FROM deliveries ORDER BY id DESC LIMIT ${MOST_COUNTED}) d JOIN outlets o ON o.id = d.outlet_id
     WHERE d.created_at >= to_timestamp($1::float8 / 1000) GROUP BY 1, 2`,
    [since],
  );
}

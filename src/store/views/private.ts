import type { DeliveryState } from "../entities/deliveries.ts";
import type { HealthKind } from "../../domain/health.ts";
import type { Course, Resolution } from "../../domain/incident.ts";
import type { Facts } from "../../domain/result.ts";
import { outcomes, type Outcome } from "../../domain/result.ts";
import type { PageLevel } from "../../domain/paging.ts";
import type { Status } from "../../domain/service.ts";
import type { Instant } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";
import { DOWN_MS, latestOfNamespace } from "../incidents/incidents.ts";
import { SAID } from "../telling/said.ts";

// What people who may look at everything read through the API, part by part. Never a secret: those have a table of
// their own, which nothing here touches.

/** A part of a list: so many behind the key of the last one that was seen. */
export interface Part<Key> {
  after: Key | null;
  limit: number;
}

export interface PrivateServiceRow {
  id: number;
  slug: string;
  name: string;
  namespace: string;
  public: boolean;
  runbook: string | null;
  pages: PageLevel;
  status: Status;
  since: Instant;
  monitors: number;
  incidentId: number | null;
}

/**
 * The numbers of the services that a place in URLs means: those that have it, or the one that had it before where none has
 * it now. Several may have it of which one at most was not removed.
 */
function servicesAt(slug: string): string {
  return `ARRAY(SELECT id FROM services WHERE slug = ${slug}
    UNION ALL SELECT service_id FROM former_slugs WHERE slug = ${slug} AND NOT EXISTS (SELECT FROM services WHERE slug = ${slug} AND removed_at IS NULL))`;
}

const SERVICE = `
  SELECT s.id, s.slug, s.name, n.slug AS namespace, s.public, s.runbook, s.pages, s.status, s.status_since AS since,
    (SELECT count(*) FROM monitors m WHERE m.service_id = s.id AND m.removed_at IS NULL) AS monitors,
    (SELECT i.id FROM incidents i WHERE i.service_id = s.id AND i.resolved_at IS NULL) AS "incidentId"
  FROM services s JOIN namespaces n ON n.id = s.namespace_id WHERE s.removed_at IS NULL`;

export async function privateServices(
  db: Db,
  {
    namespaceSlug,
    status,
    after,
    limit,
  }: Part<string> & { namespaceSlug: string | null; status: Status | null },
): Promise<PrivateServiceRow[]> {
  return rows(
    db,
    `${SERVICE} AND ($1::text IS NULL OR n.slug = $1) AND ($2::text IS NULL OR s.status = $2) AND ($3::text IS NULL OR s.slug > $3)
     ORDER BY s.slug LIMIT $4`,
    [namespaceSlug, status, after, limit],
  );
}

export async function privateService(
  db: Db,
  slug: string,
): Promise<PrivateServiceRow | null> {
  const [row] = await rows<PrivateServiceRow>(
    db,
    `${SERVICE} AND s.id = ANY (${servicesAt("$1")})`,
    [slug],
  );
  return row ?? null;
}

export interface PrivateMonitorRow {
  id: number;
  name: string;
  type: string;
  service: string;
  namespace: string;
  settings: Record<string, unknown>;
  /** Of the secrets only that they are set. */
  secrets: string[];
  everyMs: number | null;
  schedule: string[] | null;
  timeoutMs: number;
  confirmFailures: number;
  confirmSuccesses: number;
  confirmRetryMs: number;
  essential: boolean;
  health: HealthKind;
  since: Instant;
  dueAt: Instant;
  factsAt: Instant | null;
  facts: Facts | null;
}

const MONITOR = `
  SELECT m.id, m.name, m.type, s.slug AS service, n.slug AS namespace, m.settings,
    ARRAY(SELECT x.name FROM secrets x WHERE x.owner = 'monitor:' || m.id ORDER BY x.name) AS secrets,
    m.every_ms AS "everyMs", m.schedule, m.timeout_ms AS "timeoutMs", m.confirm_failures AS "confirmFailures",
    m.confirm_successes AS "confirmSuccesses", m.confirm_retry_ms AS "confirmRetryMs", m.essential,
    st.kind AS health, st.since, st.due_at AS "dueAt", f.at AS "factsAt", f.facts
  FROM monitors m JOIN monitor_states st ON st.monitor_id = m.id JOIN services s ON s.id = m.service_id
    JOIN namespaces n ON n.id = s.namespace_id LEFT JOIN monitor_facts f ON f.monitor_id = m.id
  WHERE m.removed_at IS NULL AND s.removed_at IS NULL`;

export interface MonitorFilter {
  namespaceSlug: string | null;
  serviceSlug: string | null;
  type: string | null;
  health: HealthKind | null;
}

export async function privateMonitors(
  db: Db,
  filter: Part<number> & MonitorFilter,
): Promise<PrivateMonitorRow[]> {
  const { namespaceSlug, serviceSlug, type, health, after, limit } = filter;
  return rows(
    db,
    `${MONITOR} AND ($1::text IS NULL OR n.slug = $1) AND ($2::text IS NULL OR s.id = ANY (${servicesAt("$2")})) AND ($3::text IS NULL OR m.type = $3)
       AND ($4::text IS NULL OR st.kind = $4) AND m.id > $5 ORDER BY m.id LIMIT $6`,
    [namespaceSlug, serviceSlug, type, health, after ?? 0, limit],
  );
}

export async function privateMonitor(
  db: Db,
  id: number,
): Promise<PrivateMonitorRow | null> {
  const [row] = await rows<PrivateMonitorRow>(db, `${MONITOR} AND m.id = $1`, [
    id,
  ]);
  return row ?? null;
}

export interface PrivateResultRow {
  at: Instant;
  outcome: Outcome;
  latencyMs: number | null;
  reason: string | null;
  facts: Facts | null;
}

/** A monitor's results, newest first, of those before an instant and from another on. */
export async function privateResults(
  db: Db,
  {
    monitorId,
    since,
    before,
    limit,
  }: { monitorId: number; since: Instant; before: Instant; limit: number },
): Promise<PrivateResultRow[]> {
  const found = await rows<
    Omit<PrivateResultRow, "outcome"> & { outcome: number }
  >(
    db,
    `SELECT at, outcome, latency_ms AS "latencyMs", reason, facts FROM results
     WHERE monitor_id = $1 AND at >= to_timestamp($2::float8 / 1000) AND at < to_timestamp($3::float8 / 1000)
     ORDER BY at DESC LIMIT $4`,
    [monitorId, since, before, limit],
  );
  return found.map((row) => ({
    ...row,
    outcome: outcomes[row.outcome] ?? "unknown",
  }));
}

export interface PrivateIncidentRow extends Course {
  id: number;
  service: string;
  serviceName: string;
  namespace: string;
  cause: string;
  resolution: Resolution | null;
  acknowledgedBy: string | null;
  snoozedUntil: Instant | null;
}

const INCIDENT = `
  SELECT i.id, s.slug AS service, s.name AS "serviceName", n.slug AS namespace, i.severity, i.reason AS cause, i.began_at AS "beganAt",
    i.resolved_at AS "resolvedAt", i.resolution, i.acknowledged_by AS "acknowledgedBy", i.snoozed_until AS "snoozedUntil",
    i.down_since AS "downSince", ${DOWN_MS} AS "downMs"
  FROM incidents i JOIN services s ON s.id = i.service_id JOIN namespaces n ON n.id = s.namespace_id`;

/** By number, the latest first. */
export async function privateIncidents(
  db: Db,
  {
    namespaceSlug,
    serviceSlug,
    onlyOpen,
    after,
    limit,
  }: Part<number> & {
    namespaceSlug: string | null;
    serviceSlug: string | null;
    onlyOpen: boolean;
  },
): Promise<PrivateIncidentRow[]> {
  const latest =
    namespaceSlug !== null && serviceSlug === null && !onlyOpen
      ? `AND ${latestOfNamespace({ slug: "$1", before: "$4", limit: "$5" })}`
      : "";
  return rows(
    db,
    `${INCIDENT} WHERE ($1::text IS NULL OR n.slug = $1) AND ($2::text IS NULL OR i.service_id = ANY (${servicesAt("$2")})) AND (NOT $3 OR i.resolved_at IS NULL)
       AND ($4::int IS NULL OR i.id < $4) ${latest} ORDER BY i.id DESC LIMIT $5`,
    [namespaceSlug, serviceSlug, onlyOpen, after, limit],
  );
}

export async function privateIncident(
  db: Db,
  id: number,
): Promise<PrivateIncidentRow | null> {
  const [row] = await rows<PrivateIncidentRow>(
    db,
    `${INCIDENT} WHERE i.id = $1`,
    [id],
  );
  return row ?? null;
}

export interface PrivateDeliveryRow {
  id: number;
  channel: string;
  outlet: string;
  reason: string;
  text: string;
  state: DeliveryState;
  attempts: number;
  failure: string | null;
  createdAt: Instant;
  sentAt: Instant | null;
  nextAttemptAt: Instant;
  incidentId: number | null;
  /** Of an SMS, in Twilio's words and numbers. */
  smsStatus: string | null;
  smsError: number | null;
}

/** Rows of the ledger, the latest first. */
export async function privateDeliveries(
  db: Db,
  {
    states,
    incidentId,
    after,
    limit,
  }: Part<number> & {
    states: readonly DeliveryState[] | null;
    incidentId: number | null;
  },
): Promise<PrivateDeliveryRow[]> {
  return rows(
    db,
    `SELECT d.id, o.channel, o.label AS outlet, d.reason, ${SAID} AS text, d.state, d.attempts, d.failure, d.created_at AS "createdAt",
       d.sent_at AS "sentAt", d.next_attempt_at AS "nextAttemptAt", d.incident_id AS "incidentId", t.status AS "smsStatus", t.error_code AS "smsError"
     FROM deliveries d JOIN outlets o ON o.id = d.outlet_id JOIN announcements a ON a.id = d.announcement_id
       LEFT JOIN deliveries r ON r.id = COALESCE(d.post_id, d.id) AND o.channel = 'sms' LEFT JOIN sms_statuses t ON t.sid = r.remote_id
     WHERE ($1::text[] IS NULL OR d.state = ANY ($1)) AND ($2::int IS NULL OR d.incident_id = $2) AND ($3::int IS NULL OR d.id < $3)
     ORDER BY d.id DESC LIMIT $4`,
    [states, incidentId, after, limit],
  );
}

/** A machine with its load. */
export interface Load {
  serviceName: string;
  monitorName: string;
  load1: number;
}

/** The machines with the highest loads, of those that told since an instant. */
export async function highestLoads(
  db: Db,
  since: Instant,
  limit: number,
): Promise<Load[]> {
  return rows(
    db,
    `SELECT s.name AS "serviceName", m.name AS "monitorName", (f.facts ->> 'loadAverage1')::float8 AS load1
     FROM monitor_facts f JOIN monitors m ON m.id = f.monitor_id JOIN services s ON s.id = m.service_id
     WHERE m.removed_at IS NULL AND f.at >= to_timestamp($1::float8 / 1000) AND jsonb_typeof(f.facts -> 'loadAverage1') = 'number'
     ORDER BY load1 DESC, f.monitor_id LIMIT $2`,
    [since, limit],
  );
}

import type { AnnouncementReason } from "../domain/announcement.ts";
import type { Resolution, Severity } from "../domain/incident.ts";
import type { Status } from "../domain/service.ts";
import type { Instant } from "../domain/time.ts";
import { type Db, rows } from "./db.ts";

// What the public page is made from: only columns that anybody may see, named one by one.

export interface PublicServiceRow {
  id: number;
  slug: string;
  name: string;
  namespaceId: number;
  status: Status;
  since: Instant;
  createdAt: Instant;
}

export async function publicServices(db: Db): Promise<PublicServiceRow[]> {
  return rows(
    db,
    `SELECT id, slug, name, namespace_id AS "namespaceId", status, status_since AS since, created_at AS "createdAt"
     FROM services WHERE public AND removed_at IS NULL ORDER BY namespace_id, name_key`,
  );
}

export interface PublicNamespaceRow {
  id: number;
  slug: string;
  name: string;
  timezone: string;
}

export async function publicNamespaces(db: Db): Promise<PublicNamespaceRow[]> {
  return rows(
    db,
    "SELECT id, slug, name, timezone FROM namespaces ORDER BY slug",
  );
}

export interface PublicDowntimeRow {
  id: number;
  serviceId: number;
  from: Instant;
  /** Null while it goes on. */
  until: Instant | null;
}

/** The downtimes of public services that go on, or that ended after an instant. */
export async function publicDowntimes(
  db: Db,
  endedAfter: Instant,
): Promise<PublicDowntimeRow[]> {
  return rows(
    db,
    `SELECT d.id, d.service_id AS "serviceId", d.from_at AS "from", d.until_at AS "until"
     FROM downtimes d JOIN services s ON s.id = d.service_id
     WHERE (d.until_at IS NULL OR d.until_at > to_timestamp($1::float8 / 1000)) AND s.public AND s.removed_at IS NULL`,
    [endedAfter],
  );
}

export interface PublicIncidentRow {
  id: number;
  serviceSlug: string;
  serviceName: string;
  namespaceSlug: string;
  severity: Severity;
  beganAt: Instant;
  resolvedAt: Instant | null;
  resolution: Resolution | null;
}

const INCIDENT = `
  SELECT i.id, s.slug AS "serviceSlug", s.name AS "serviceName", n.slug AS "namespaceSlug", i.severity,
    i.began_at AS "beganAt", i.resolved_at AS "resolvedAt", i.resolution
  FROM incidents i JOIN services s ON s.id = i.service_id JOIN namespaces n ON n.id = s.namespace_id
  WHERE s.public AND s.removed_at IS NULL`;

export async function openPublicIncidents(
  db: Db,
): Promise<PublicIncidentRow[]> {
  return rows(
    db,
    `${INCIDENT} AND i.resolved_at IS NULL ORDER BY i.severity = 'down' DESC, i.began_at`,
  );
}

export async function publicIncident(
  db: Db,
  id: number,
): Promise<PublicIncidentRow | null> {
  const [row] = await rows<PublicIncidentRow>(db, `${INCIDENT} AND i.id = $1`, [
    id,
  ]);
  return row ?? null;
}

/** Incidents that began in a stretch, newest first; of one namespace or one service where it is given. */
export async function publicIncidentsBetween(
  db: Db,
  {
    from,
    until,
    namespaceSlug,
    serviceSlug,
    limit,
  }: {
    from: Instant;
    until: Instant;
    namespaceSlug: string | null;
    serviceSlug: string | null;
    limit: number;
  },
): Promise<PublicIncidentRow[]> {
  return rows(
    db,
    `${INCIDENT} AND i.began_at >= to_timestamp($1::float8 / 1000) AND i.began_at < to_timestamp($2::float8 / 1000)
       AND ($3::text IS NULL OR n.slug = $3) AND ($4::text IS NULL OR s.slug = $4)
     ORDER BY i.began_at DESC LIMIT $5`,
    [from, until, namespaceSlug, serviceSlug, limit],
  );
}

/** Incidents by number, the latest first, before a number; fewer where conditions are given. */
export async function publicIncidentPage(
  db: Db,
  {
    before,
    namespaceSlug,
    serviceSlug,
    onlyOpen,
    limit,
  }: {
    before: number | null;
    namespaceSlug: string | null;
    serviceSlug: string | null;
    onlyOpen: boolean;
    limit: number;
  },
): Promise<PublicIncidentRow[]> {
  return rows(
    db,
    `${INCIDENT} AND ($1::integer IS NULL OR i.id < $1) AND ($2::text IS NULL OR n.slug = $2)
       AND ($3::text IS NULL OR s.slug = $3) AND (NOT $4 OR i.resolved_at IS NULL)
     ORDER BY i.id DESC LIMIT $5`,
    [before, namespaceSlug, serviceSlug, onlyOpen, limit],
  );
}

export interface PublicEntryRow {
  incidentId: number;
  at: Instant;
  kind: AnnouncementReason;
}

/** What happened in incidents, in order. The entries' own texts name causes and stay inside. */
export async function publicEntries(
  db: Db,
  incidentIds: readonly number[],
): Promise<PublicEntryRow[]> {
  return rows(
    db,
    `SELECT incident_id AS "incidentId", at, kind FROM incident_entries WHERE incident_id = ANY ($1::integer[]) ORDER BY id`,
    [incidentIds],
  );
}

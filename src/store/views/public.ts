import { type PublicStep, publicSteps } from "../../domain/announcement.ts";
import type { Course, Resolution } from "../../domain/incident.ts";
import type { Status } from "../../domain/service.ts";
import type { Instant } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";
import { DOWN_MS, latestOfNamespace } from "../incidents/incidents.ts";

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

type ServiceTuple = [
  id: number,
  slug: string,
  name: string,
  namespaceId: number,
  status: Status,
  since: Instant,
  createdAt: Instant,
];

/** All of them come as one text: that is read in a fourth of the time that as many rows take. */
export async function publicServices(db: Db): Promise<PublicServiceRow[]> {
  const [found] = await rows<{ services: ServiceTuple[] | null }>(
    db,
    `SELECT json_agg(json_build_array(id, slug, name, namespace_id, status, ${milliseconds("status_since")}, ${milliseconds("created_at")})) AS services
     FROM (SELECT * FROM services WHERE public AND removed_at IS NULL ORDER BY namespace_id, name_key) shown`,
  );
  return (found?.services ?? []).map(
    ([id, slug, name, namespaceId, status, since, createdAt]) => ({
      id,
      slug,
      name,
      namespaceId,
      status,
      since,
      createdAt,
    }),
  );
}

/** Rounded: a fraction in binary may be a hair less than what was stored. */
function milliseconds(column: string): string {
  return `round(date_part('epoch', ${column}) * 1000)::bigint`;
}

/** A namespace's page, as a JSON object; the namespace is `n`, with its appearance `a`. */
export const SITE = `jsonb_build_object('slug', n.slug, 'title', COALESCE(a.title, n.name || ' status'), 'accent', a.accent, 'domain', a.domain)`;

/** What such an object is. */
export interface SiteRow {
  slug: string;
  title: string;
  accent: string | null;
  domain: string | null;
}

export interface PublicNamespaceRow {
  id: number;
  slug: string;
  name: string;
  timezone: string;
  title: string | null;
  accent: string | null;
  domain: string | null;
  logoHash: string | null;
  logoWidth: number | null;
}

export async function publicNamespaces(db: Db): Promise<PublicNamespaceRow[]> {
  return rows(
    db,
    `SELECT n.id, n.slug, n.name, n.timezone, a.title, a.accent, a.domain, a.logo_hash AS "logoHash", a.logo_width AS "logoWidth"
     FROM namespaces n LEFT JOIN appearances a ON a.namespace_id = n.id WHERE n.removed_at IS NULL ORDER BY n.slug`,
  );
}

/** When a service was down, or in maintenance. */
export interface PublicStretchRow {
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
): Promise<PublicStretchRow[]> {
  return publicStretches(db, "downtimes", endedAfter);
}

async function publicStretches(
  db: Db,
  table: "downtimes" | "maintenance_times",
  endedAfter: Instant,
): Promise<PublicStretchRow[]> {
  return rows(
    db,
    `SELECT t.id, t.service_id AS "serviceId", t.from_at AS "from", t.until_at AS "until"
     FROM ${table} t JOIN services s ON s.id = t.service_id
     WHERE (t.until_at IS NULL OR t.until_at > to_timestamp($1::float8 / 1000)) AND s.public AND s.removed_at IS NULL`,
    [endedAfter],
  );
}

export interface PublicIncidentRow extends Course {
  id: number;
  serviceSlug: string;
  serviceName: string;
  namespaceSlug: string;
  resolution: Resolution | null;
}

const INCIDENT = `
  SELECT i.id, s.slug AS "serviceSlug", s.name AS "serviceName", n.slug AS "namespaceSlug", i.severity,
    i.began_at AS "beganAt", i.resolved_at AS "resolvedAt", i.resolution,
    i.down_since AS "downSince", ${DOWN_MS} AS "downMs"
  FROM incidents i JOIN services s ON s.id = i.service_id JOIN namespaces n ON n.id = s.namespace_id
  WHERE s.public AND s.removed_at IS NULL`;

const WORST_FIRST = "i.severity = 'down' DESC, i.began_at, i.id";

/** So many of each namespace, the worst and longest first. */
export async function openPublicIncidents(
  db: Db,
  most: number,
): Promise<PublicIncidentRow[]> {
  return rows(
    db,
    `${INCIDENT} AND i.id = ANY (ARRAY(
       SELECT id FROM (
         SELECT i.id, row_number() OVER (PARTITION BY s.namespace_id ORDER BY ${WORST_FIRST}) AS place
         FROM incidents i JOIN services s ON s.id = i.service_id WHERE i.resolved_at IS NULL AND s.public AND s.removed_at IS NULL
       ) open WHERE place <= $1)) ORDER BY ${WORST_FIRST}`,
    [most],
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
    serviceId,
    before,
    limit,
  }: {
    from: Instant;
    until: Instant;
    namespaceSlug: string | null;
    serviceId: number | null;
    /** The incident that they come after in this order. */
    before: number | null;
    limit: number;
  },
): Promise<PublicIncidentRow[]> {
  return rows(
    db,
    `${INCIDENT} AND i.began_at >= to_timestamp($1::float8 / 1000) AND i.began_at < to_timestamp($2::float8 / 1000)
       AND ($3::text IS NULL OR n.slug = $3) AND ($4::integer IS NULL OR i.service_id = $4)
       AND ($5::integer IS NULL OR (i.began_at, i.id) < ((SELECT began_at FROM incidents WHERE id = $5), $5))
     ORDER BY i.began_at DESC, i.id DESC LIMIT $6`,
    [from, until, namespaceSlug, serviceId, before, limit],
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
  const latest =
    namespaceSlug !== null && serviceSlug === null && !onlyOpen
      ? `AND ${latestOfNamespace({ slug: "$2", before: "$1", limit: "$5" }, "v.public AND v.removed_at IS NULL")}`
      : "";
  return rows(
    db,
    `${INCIDENT} AND ($1::integer IS NULL OR i.id < $1) AND ($2::text IS NULL OR n.slug = $2)
       AND ($3::text IS NULL OR s.slug = $3) AND (NOT $4 OR i.resolved_at IS NULL) ${latest}
     ORDER BY i.id DESC LIMIT $5`,
    [before, namespaceSlug, serviceSlug, onlyOpen, limit],
  );
}

export interface PublicEntryRow {
  incidentId: number;
  at: Instant;
  kind: PublicStep;
  /** What somebody wrote for the page; null for all else. */
  text: string | null;
}

/** What happened in incidents, in order. Only texts that were written for the page leave the house: others name causes. */
export async function publicEntries(
  db: Db,
  incidentIds: readonly number[],
): Promise<PublicEntryRow[]> {
  return rows(
    db,
    `SELECT incident_id AS "incidentId", at, kind, CASE WHEN public AND kind = 'update' THEN text END AS text
     FROM incident_entries WHERE incident_id = ANY ($1::integer[]) AND kind = ANY ($2::text[]) AND (public OR kind <> 'update') ORDER BY id`,
    [incidentIds, publicSteps],
  );
}

/** When public services were in maintenance: what goes on, or ended after an instant. */
export async function publicMaintenanceTimes(
  db: Db,
  endedAfter: Instant,
): Promise<PublicStretchRow[]> {
  return publicStretches(db, "maintenance_times", endedAfter);
}

export interface PublicMaintenanceRow {
  /** Of this time of the window. */
  id: number;
  state: "planned" | "running" | "ended" | "cancelled";
  purpose: string;
  startsAt: Instant;
  endsAt: Instant;
  revision: number;
  changedAt: Instant;
  services: { slug: string; name: string; namespaceSlug: string }[];
}

/**
 * What runs, what begins before an instant, and what was over after one (the latest first), of what customers are told of;
 * titles and notes are the team's.
 */
export async function publicMaintenance(
  db: Db,
  { before, overAfter }: { before: Instant; overAfter: Instant },
): Promise<PublicMaintenanceRow[]> {
  return rows(
    db,
    `SELECT o.id, o.state, w.purpose, o.starts_at AS "startsAt", COALESCE(o.ended_at, o.ends_at) AS "endsAt",
       o.revision, o.changed_at AS "changedAt", covered.services
     FROM maintenance_occurrences o JOIN maintenance_windows w ON w.id = o.window_id,
       LATERAL (
         SELECT json_agg(json_build_object('slug', s.slug, 'name', s.name, 'namespaceSlug', n.slug) ORDER BY n.slug, s.name_key) AS services
         FROM services s JOIN namespaces n ON n.id = s.namespace_id
         WHERE s.public AND s.removed_at IS NULL AND EXISTS (
           SELECT 1 FROM maintenance_scopes c LEFT JOIN monitors m ON m.id = c.monitor_id
           WHERE c.window_id = w.id AND (c.namespace_id = n.id OR c.service_id = s.id OR m.service_id = s.id))
       ) AS covered
     WHERE w.tells_customers AND o.starts_at < to_timestamp($1::float8 / 1000) AND covered.services IS NOT NULL
       AND (o.state IN ('planned', 'running') OR (o.state IN ('ended', 'cancelled') AND o.ends_at > to_timestamp($2::float8 / 1000)))
     ORDER BY o.state = 'running' DESC, o.state = 'planned' DESC,
       CASE WHEN o.state IN ('planned', 'running') THEN o.starts_at END, o.changed_at DESC, o.id LIMIT 100`,
    [before, overAfter],
  );
}

/** The slugs that public services had before, and those that they have now. Who has one now keeps it. */
export async function formerPublicSlugs(
  db: Db,
): Promise<{ former: string; slug: string }[]> {
  return rows(
    db,
    `SELECT f.slug AS former, s.slug FROM former_slugs f JOIN services s ON s.id = f.service_id
     WHERE s.public AND s.removed_at IS NULL
       AND NOT EXISTS (SELECT FROM services o WHERE o.slug = f.slug AND o.removed_at IS NULL)`,
  );
}

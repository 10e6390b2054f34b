import type { AnnouncementReason } from "../../domain/announcement.ts";
import type { Resolution, Severity } from "../../domain/incident.ts";
import type { Instant } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";
import type { AnnouncementFacts } from "../entities/announcements.ts";
import { SITE, type SiteRow } from "../views/public.ts";

/** An incident as a message tells it. */
export interface StoryRow {
  incidentId: number;
  reasons: AnnouncementReason[];
  facts: AnnouncementFacts;
  severity: Severity;
  cause: string;
  beganAt: Instant;
  downSince: Instant | null;
  /** When it was first down; null where it never was. */
  firstDownAt: Instant | null;
  /** Whether those who are told hear of difficulties, too. */
  hearsDifficulties: boolean;
  acknowledgedAt: Instant | null;
  acknowledgedBy: string | null;
  snoozedAt: Instant | null;
  snoozedBy: string | null;
  snoozedUntil: Instant | null;
  resolvedAt: Instant | null;
  resolution: Resolution | null;
  namespaceId: number;
  serviceId: number;
  slug: string;
  /** Null where the service is not public. */
  site: SiteRow | null;
  runbook: string | null;
  /** What somebody wrote last. */
  update: { at: Instant; by: string | null; text: string } | null;
  look: LookRow | null;
  /** Whom to mention. */
  onCall: string[];
}

/** Somebody's question "how is it now?"; without evidence while it is being looked. */
export interface LookRow {
  at: Instant;
  by: string;
  evidence: unknown;
}

function milliseconds(column: string): string {
  return `floor(extract(epoch FROM ${column}) * 1000)::float8`;
}

const FACTS = "(array_agg(a.facts ORDER BY d.id DESC))[1]";
/** As announce() names a service that was renamed meanwhile; to customers, one that is hidden from them as they heard of it. */
const RENAMED = `CASE WHEN bool_or(o.audience = 'customers') AND NOT s.public THEN i.told_as
  WHEN i.told_as = s.name THEN s.name ELSE s.name || ' (' || i.told_as || ')' END`;

/** The team hears of everything; who is called, of what calls them; customers, of what their namespace tells. */
const HEARS_DIFFICULTIES =
  "CASE WHEN o.channel = 'sms' THEN s.pages = 'difficulties' ELSE o.audience = 'team' OR ns.announce_difficulties END";

const STORY = `
  SELECT i.id AS "incidentId", array_agg(d.reason ORDER BY d.id) AS reasons,
    CASE WHEN i.told_as IS NULL THEN ${FACTS} ELSE jsonb_set(${FACTS}, '{service,name}', to_jsonb(${RENAMED})) END AS facts,
    i.severity, i.reason AS cause, i.began_at AS "beganAt", i.down_since AS "downSince",
    (SELECT w.from_at FROM downtimes w WHERE w.service_id = s.id AND w.incident_id = i.id AND w.from_at >= i.began_at
      ORDER BY w.from_at LIMIT 1) AS "firstDownAt",
    bool_or(${HEARS_DIFFICULTIES}) AS "hearsDifficulties", i.acknowledged_at AS "acknowledgedAt",
    i.acknowledged_by AS "acknowledgedBy", i.snoozed_at AS "snoozedAt", i.snoozed_by AS "snoozedBy", i.snoozed_until AS "snoozedUntil",
    i.resolved_at AS "resolvedAt", i.resolution, s.namespace_id AS "namespaceId", s.id AS "serviceId", s.slug, s.runbook,
    (SELECT ${SITE} FROM namespaces n LEFT JOIN appearances a ON a.namespace_id = n.id WHERE n.id = s.namespace_id AND s.public) AS site,
    (SELECT jsonb_build_object('at', ${milliseconds("e.at")}, 'by', e.actor, 'text', e.text) FROM incident_entries e
      WHERE e.incident_id = i.id AND e.kind = 'update' ORDER BY e.id DESC LIMIT 1) AS update,
    (SELECT jsonb_build_object('at', ${milliseconds("l.at")}, 'by', l.actor, 'evidence', l.evidence) FROM incident_looks l
      WHERE l.incident_id = i.id) AS look, '{}'::text[] AS "onCall"
  FROM deliveries d JOIN announcements a ON a.id = d.announcement_id JOIN incidents i ON i.id = d.incident_id
    JOIN services s ON s.id = i.service_id JOIN namespaces ns ON ns.id = s.namespace_id JOIN outlets o ON o.id = d.outlet_id`;

/** The incidents that deliveries are about, in the order in which they came, each with what is new of it. */
export async function storiesOf(
  db: Db,
  deliveryIds: number[],
): Promise<StoryRow[]> {
  return rows<StoryRow>(
    db,
    `${STORY} WHERE d.id = ANY ($1::integer[]) GROUP BY i.id, s.id ORDER BY min(d.id)`,
    [deliveryIds],
  );
}

/** A message that first told an outlet of some incidents. */
export interface Beginning {
  postId: number;
  incidentIds: number[];
  /** How many it told of, these and others. */
  count: number;
  /** Whether none of them is open any more. */
  isOver: boolean;
}

/** By which messages an outlet first heard of incidents; of those that it never heard of there is none. */
export async function beginningsOf(
  db: Db,
  outletId: number,
  incidentIds: readonly number[],
): Promise<Beginning[]> {
  return rows(
    db,
    `WITH beginnings AS (
       SELECT DISTINCT ON (incident_id) incident_id, post_id FROM deliveries
       WHERE outlet_id = $1 AND incident_id = ANY ($2::integer[]) AND state = 'sent' ORDER BY incident_id, id)
     SELECT b.post_id AS "postId", array_agg(b.incident_id ORDER BY b.incident_id) AS "incidentIds",
       (SELECT count(DISTINCT m.incident_id) FROM deliveries m WHERE m.post_id = b.post_id) AS count,
       NOT EXISTS (SELECT FROM deliveries m JOIN incidents i ON i.id = m.incident_id WHERE m.post_id = b.post_id AND i.resolved_at IS NULL) AS "isOver"
     FROM beginnings b GROUP BY b.post_id ORDER BY b.post_id`,
    [outletId, incidentIds],
  );
}

/** The incidents that a message carries, as they are now. */
export async function storiesIn(db: Db, postId: number): Promise<StoryRow[]> {
  return rows<StoryRow>(
    db,
    `${STORY} WHERE d.post_id = $1 GROUP BY i.id, s.id ORDER BY min(d.id)`,
    [postId],
  );
}

/** The namespaces of what is down and has nobody on it, among what deliveries or messages tell. */
export async function unattendedNamespaces(
  db: Db,
  told: { deliveryIds: number[] } | { postIds: number[] },
): Promise<number[]> {
  const [column, ids] =
    "postIds" in told ? ["post_id", told.postIds] : ["id", told.deliveryIds];
  const found = await rows<{ id: number }>(
    db,
    `SELECT DISTINCT s.namespace_id AS id FROM deliveries d JOIN incidents i ON i.id = d.incident_id JOIN services s ON s.id = i.service_id
     WHERE d.${column} = ANY ($1) AND i.severity = 'down' AND i.acknowledged_at IS NULL AND i.snoozed_at IS NULL AND i.resolved_at IS NULL`,
    [ids],
  );
  return found.map(({ id }) => id);
}

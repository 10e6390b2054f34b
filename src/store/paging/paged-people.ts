import type { Severity } from "../../domain/incident.ts";
import type { Instant } from "../../domain/time.ts";
import { type Db, preparedRows, rows } from "../db.ts";
import {
  type CallState,
  type CallWay,
  type PagerPerson,
  PagerPersonEntity,
} from "../entities/paging.ts";

const AWAITED = {
  name: "answers awaited",
  text: `SELECT min(c.at) AS since FROM incidents i JOIN pager_calls c ON c.incident_id = i.id WHERE i.resolved_at IS NULL`,
};

/** When people were first called for what is still open; null where they are not. */
export async function repliesAwaitedSince(db: Db): Promise<Instant | null> {
  const [found] = await preparedRows<{ since: Instant | null }>(db, AWAITED);
  return found?.since ?? null;
}

/** An open incident that somebody was called for. */
export interface OpenCall {
  incidentId: number;
  serviceId: number;
  serviceName: string;
  severity: Severity;
  beganAt: Instant;
  acknowledgedBy: string | null;
  snoozedUntil: Instant | null;
  isSnoozed: boolean;
}

/** Which of them are asked for. */
export interface OpenCallsWanted {
  /** Only those that nobody has taken on. */
  free?: boolean;
  /** Only those of services after this one. */
  after?: number;
  limit: number;
}

/** Some of them, by their services, and how many there are with those that are beyond the limit. */
export async function openCallsOf(
  db: Db,
  personId: string,
  { free = false, after = 0, limit }: OpenCallsWanted,
): Promise<{ calls: OpenCall[]; count: number }> {
  const found = await rows<OpenCall & { count: number }>(
    db,
    `SELECT i.id AS "incidentId", i.service_id AS "serviceId", s.name AS "serviceName", i.severity, i.began_at AS "beganAt",
       i.acknowledged_by AS "acknowledgedBy", i.snoozed_until AS "snoozedUntil", i.snoozed_at IS NOT NULL AS "isSnoozed", count(*) OVER () AS count
     FROM incidents i JOIN services s ON s.id = i.service_id
     WHERE i.resolved_at IS NULL AND i.service_id > $2 ${free ? "AND i.acknowledged_at IS NULL" : ""}
       AND EXISTS (SELECT 1 FROM pager_calls c WHERE c.incident_id = i.id AND c.person_id = $1)
     ORDER BY i.service_id LIMIT $3`,
    [personId, after, limit],
  );
  const calls = found.map(({ count: _count, ...call }) => call);
  return { calls, count: found[0]?.count ?? 0 };
}

/** Of these, who was called by SMS last; undefined where nobody was. */
export async function lastCalledAmong(
  db: Db,
  personIds: readonly string[],
): Promise<string | undefined> {
  const [last] = await rows<{ personId: string }>(
    db,
    `SELECT c.person_id AS "personId" FROM unnest($1::text[]) AS p (id), LATERAL (
       SELECT person_id, at, id FROM pager_calls WHERE person_id = p.id AND way = 'sms' AND incident_id IS NOT NULL ORDER BY at DESC, id DESC LIMIT 1) c
     ORDER BY c.at DESC, c.id DESC LIMIT 1`,
    [personIds],
  );
  return last?.personId;
}

export async function findPagerPerson(
  db: Db,
  personId: string,
): Promise<PagerPerson | null> {
  return db.findOneBy(PagerPersonEntity, { personId });
}

export async function putPagerPerson(
  tx: Db,
  person: PagerPerson,
): Promise<void> {
  await tx.upsert(PagerPersonEntity, person, ["personId"]);
}

/** An incident that people are or were called for, with the last one who was. */
export interface PagedLine {
  incidentId: number;
  serviceName: string;
  /** Null where nobody was called yet. */
  personName: string | null;
  way: CallWay | null;
  state: CallState | null;
  at: Instant | null;
  /** When the next one is called; null where nobody is any more. */
  nextAt: Instant | null;
}

/** The open incidents that people are called for, the latest first. */
export async function pagedNow(db: Db, limit: number): Promise<PagedLine[]> {
  return rows(
    db,
    `SELECT i.id AS "incidentId", s.name AS "serviceName", p.next_at AS "nextAt", c.person_name AS "personName", c.way, c.state, c.at
     FROM incidents i JOIN pagings p ON p.incident_id = i.id JOIN services s ON s.id = i.service_id
       LEFT JOIN LATERAL (SELECT * FROM pager_calls c WHERE c.incident_id = i.id ORDER BY c.id DESC LIMIT 1) c ON true
     WHERE i.resolved_at IS NULL ORDER BY i.id DESC LIMIT $1`,
    [limit],
  );
}

/** The namespaces that have a service which calls people. */
export async function pagingNamespaces(db: Db): Promise<number[]> {
  const found = await rows<{ id: number }>(
    db,
    "SELECT DISTINCT namespace_id AS id FROM services WHERE pages <> 'no' AND removed_at IS NULL",
  );
  return found.map(({ id }) => id);
}

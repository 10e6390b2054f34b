import type { PageLevel } from "../domain/paging.ts";
import type { Severity } from "../domain/incident.ts";
import type { Instant } from "../domain/time.ts";
import { affected, type Db, preparedRows, rows } from "./db.ts";
import {
  type CallState,
  type CallWay,
  type PagerCall,
  type PagerPerson,
  PagerPersonEntity,
} from "./entities/paging.ts";

/** Two instances never decide at the same moment whom to call; any number of ours that nobody else uses. */
const PAGING_LOCK = 7_243_001;
const FOLLOWING_LOCK = 7_243_002;

/** Lets an incident call people from `at` on: a new round, where nobody is being called for it. */
export async function beginPaging(
  tx: Db,
  incidentId: number,
  at: Instant,
): Promise<void> {
  await rows(
    tx,
    `INSERT INTO pagings AS p (incident_id, round, next_at, ended_because) VALUES ($1, 1, to_timestamp($2::float8 / 1000), NULL)
     ON CONFLICT (incident_id) DO UPDATE SET round = p.round + 1, next_at = excluded.next_at, ended_because = NULL
       WHERE p.ended_because IS NOT NULL RETURNING 1`,
    [incidentId, at],
  );
}

/** Nobody is called for it any more. What was not sent yet is not sent. */
export async function endPaging(
  tx: Db,
  incidentId: number,
  because: string,
): Promise<void> {
  const ended = await affected(
    tx,
    "UPDATE pagings SET next_at = NULL, ended_because = $2 WHERE incident_id = $1 AND ended_because IS NULL",
    [incidentId, because],
  );
  if (ended > 0) await dropUnsent(tx, incidentId);
}

const NOT_NEEDED = "nobody needs to be called any more";

/** By their ids: looked for by state, ten thousand that wait would be read for each. */
async function dropUnsent(tx: Db, incidentId: number): Promise<void> {
  const unsent = await rows<{ id: number; state: string; postId: number }>(
    tx,
    `SELECT d.id, d.state, d.post_id AS "postId" FROM pager_calls c JOIN deliveries d ON d.id = c.delivery_id
     WHERE c.incident_id = $1 AND d.state IN ('planned', 'retry')`,
    [incidentId],
  );
  const [planned, refused] = ["planned", "retry"].map((state) =>
    unsent.filter((one) => one.state === state),
  );
  if (planned !== undefined && planned.length > 0)
    await affected(
      tx,
      "UPDATE deliveries SET state = 'dropped', failure = $2 WHERE id = ANY ($1::integer[]) AND state = 'planned'",
      [planned.map(({ id }) => id), NOT_NEEDED],
    );
  // What was refused for now goes, too, where it calls for nothing else.
  for (const { postId } of refused ?? [])
    await affected(
      tx,
      `UPDATE deliveries SET state = 'dropped', failure = $2 WHERE post_id = $1 AND state = 'retry' AND NOT EXISTS (
         SELECT 1 FROM deliveries o JOIN pager_calls c ON c.delivery_id = o.id JOIN pagings p ON p.incident_id = c.incident_id
         WHERE o.post_id = $1 AND p.ended_because IS NULL)`,
      [postId, NOT_NEEDED],
    );
}

/** Who was told of an incident by a call, or is about to be. */
export async function calledOutlets(
  tx: Db,
  incidentId: number,
): Promise<{ id: number; channel: string }[]> {
  return rows(
    tx,
    `SELECT DISTINCT o.id, o.channel FROM pager_calls c JOIN outlets o ON o.id = c.outlet_id JOIN deliveries d ON d.id = c.delivery_id
     WHERE c.incident_id = $1 AND o.off_reason IS NULL AND d.state NOT IN ('dropped', 'dead') ORDER BY o.id`,
    [incidentId],
  );
}

/** An incident that somebody is to be called for, with what its message says. */
export interface DuePaging {
  incidentId: number;
  round: number;
  nextAt: Instant;
  /** Nobody has been called for it in this round. */
  isFirst: boolean;
  severity: Severity;
  reason: string;
  beganAt: Instant;
  serviceId: number;
  serviceName: string;
  serviceSlug: string;
  pages: PageLevel;
  namespaceId: number;
}

const ANY_DUE = {
  name: "any paging due",
  text: "SELECT FROM pagings WHERE next_at <= to_timestamp($1::float8 / 1000) LIMIT 1",
};

/** Whether it is worth a transaction to look for one. */
export async function isAnyPagingDue(db: Db, now: Instant): Promise<boolean> {
  return (await preparedRows(db, ANY_DUE, [now])).length > 0;
}

const DUE = `p.incident_id AS "incidentId", p.round, p.next_at AS "nextAt", i.severity, i.reason, i.began_at AS "beganAt",
  s.id AS "serviceId", s.name AS "serviceName", s.slug AS "serviceSlug", s.pages, s.namespace_id AS "namespaceId",
  NOT EXISTS (SELECT 1 FROM pager_calls c WHERE c.incident_id = p.incident_id AND c.round = p.round) AS "isFirst"`;

/** Takes what is due until an instant, for this transaction alone; none where another instance is at it. */
export async function claimDuePagings(
  tx: Db,
  until: Instant,
  limit: number,
): Promise<DuePaging[]> {
  if (!(await isMine(tx, PAGING_LOCK))) return [];
  return rows(
    tx,
    `SELECT ${DUE} FROM pagings p JOIN incidents i ON i.id = p.incident_id JOIN services s ON s.id = i.service_id
     WHERE p.next_at <= to_timestamp($1::float8 / 1000) ORDER BY p.next_at, p.incident_id LIMIT $2 FOR UPDATE OF p SKIP LOCKED`,
    [until, limit],
  );
}

/** Takes a lock that ends with the transaction; false where another instance has it. */
async function isMine(tx: Db, lock: number): Promise<boolean> {
  const [found] = await rows<{ isMine: boolean }>(
    tx,
    'SELECT pg_try_advisory_xact_lock($1) AS "isMine"',
    [lock],
  );
  return found?.isMine === true;
}

/** Who was called in the present rounds of these incidents: incident id to who, and how. */
export async function callsOf(
  tx: Db,
  incidentIds: readonly number[],
): Promise<Map<number, Pick<PagerCall, "personId" | "way">[]>> {
  const found = await rows<{
    incidentId: number;
    personId: string;
    way: CallWay;
  }>(
    tx,
    `SELECT c.incident_id AS "incidentId", c.person_id AS "personId", c.way FROM pager_calls c
     JOIN pagings p ON p.incident_id = c.incident_id AND p.round = c.round WHERE c.incident_id = ANY ($1::integer[]) ORDER BY c.id`,
    [incidentIds],
  );
  return Map.groupBy(found, ({ incidentId }) => incidentId);
}

/** The incidents of these that people are still called for, in the same round. */
export async function stillPaged(
  tx: Db,
  pagings: readonly Pick<PagerCall, "incidentId" | "round">[],
): Promise<DuePaging[]> {
  return rows(
    tx,
    `SELECT ${DUE} FROM pagings p JOIN incidents i ON i.id = p.incident_id JOIN services s ON s.id = i.service_id
     JOIN unnest($1::integer[], $2::integer[]) AS g (incident_id, round) ON g.incident_id = p.incident_id AND g.round = p.round
     WHERE p.ended_because IS NULL AND i.resolved_at IS NULL ORDER BY p.incident_id`,
    [
      pagings.map(({ incidentId }) => incidentId),
      pagings.map(({ round }) => round),
    ],
  );
}

export async function setNext(
  tx: Db,
  incidentIds: readonly number[],
  nextAt: Instant | null,
  endedBecause: string | null = null,
): Promise<void> {
  await affected(
    tx,
    `UPDATE pagings SET next_at = to_timestamp($2::float8 / 1000), ended_because = COALESCE($3, ended_because)
     WHERE incident_id = ANY ($1::integer[]) AND ended_because IS NULL`,
    [incidentIds, nextAt, endedBecause],
  );
}

/** The SMS that called somebody since an instant. */
export interface SmsCount {
  /** When the last one was sent that was no test. */
  last: Instant | null;
  lastTest: Instant | null;
  count: number;
}

export async function smsTo(
  tx: Db,
  personId: string,
  since: Instant,
): Promise<SmsCount> {
  const [found] = await rows<SmsCount>(
    tx,
    `SELECT max(at) FILTER (WHERE incident_id IS NOT NULL) AS last, max(at) FILTER (WHERE incident_id IS NULL) AS "lastTest",
       count(DISTINCT at) AS count
     FROM pager_calls WHERE person_id = $1 AND at > to_timestamp($2::float8 / 1000) AND way = 'sms'`,
    [personId, since],
  );
  return found ?? { last: null, lastTest: null, count: 0 };
}

/** Writes down as a call for nothing what waits in somebody's outlet last, so that it is followed like any other. */
export async function insertTestCall(
  tx: Db,
  call: Pick<PagerCall, "personId" | "personName" | "outletId" | "at"> & {
    lookAt: Instant;
  },
): Promise<void> {
  await rows(
    tx,
    `INSERT INTO pager_calls (incident_id, round, person_id, person_name, way, outlet_id, delivery_id, at, state, look_at)
     SELECT NULL, 0, $1, $2, 'sms', $3, max(id), to_timestamp($4::float8 / 1000), 'calling', to_timestamp($5::float8 / 1000)
     FROM deliveries WHERE outlet_id = $3 AND state = 'planned' RETURNING id`,
    [call.personId, call.personName, call.outletId, call.at, call.lookAt],
  );
}

/** Writes down one message that calls somebody for several incidents in their present rounds, a delivery for each; for which it was new. */
export async function insertCalls(
  tx: Db,
  call: Pick<
    PagerCall,
    "personId" | "personName" | "way" | "outletId" | "at"
  > & {
    lookAt: Instant | null;
    incidents: readonly {
      incidentId: number;
      round: number;
      reason: string;
      text: string;
      facts: object;
    }[];
  },
): Promise<number[]> {
  const written = await rows<{ incidentId: number }>(
    tx,
    `WITH given AS (
       SELECT * FROM unnest($1::integer[], $2::integer[], $3::text[], $4::text[], $5::jsonb[]) AS g (incident_id, round, reason, text, facts)
       WHERE NOT EXISTS (SELECT 1 FROM pager_calls c WHERE c.incident_id = g.incident_id AND c.round = g.round AND c.person_id = $6 AND c.way = $8)
     ), announced AS (
       INSERT INTO announcements (incident_id, reason, text, facts, created_at)
       SELECT incident_id, reason, text, facts, to_timestamp($10::float8 / 1000) FROM given RETURNING id, incident_id, reason
     ), delivered AS (
       INSERT INTO deliveries (announcement_id, incident_id, outlet_id, reason, state, next_attempt_at, attempts, created_at)
       SELECT id, incident_id, $9, reason, 'planned', to_timestamp($10::float8 / 1000), 0, to_timestamp($10::float8 / 1000) FROM announced
       RETURNING id, incident_id
     )
     INSERT INTO pager_calls (incident_id, round, person_id, person_name, way, outlet_id, delivery_id, at, state, look_at)
     SELECT d.incident_id, p.round, $6, $7, $8, $9, d.id, to_timestamp($10::float8 / 1000), 'calling', to_timestamp($11::float8 / 1000)
     FROM delivered d JOIN pagings p ON p.incident_id = d.incident_id RETURNING incident_id AS "incidentId"`,
    [
      call.incidents.map(({ incidentId }) => incidentId),
      call.incidents.map(({ round }) => round),
      call.incidents.map(({ reason }) => reason),
      call.incidents.map(({ text }) => text),
      call.incidents.map(({ facts }) => JSON.stringify(facts)),
      call.personId,
      call.personName,
      call.way,
      call.outletId,
      call.at,
      call.lookAt,
    ],
  );
  return written.map(({ incidentId }) => incidentId);
}

/** A call that is under way, with how its message does. */
export interface FollowedCall extends Pick<
  PagerCall,
  "id" | "incidentId" | "round" | "personId" | "personName" | "at" | "state"
> {
  /** Null for a test. */
  namespaceId: number | null;
  /** Of the delivery; null where it is gone. */
  delivery: string | null;
  failure: string | null;
  sid: string | null;
  status: string | null;
  errorCode: number | null;
}

const FOLLOWED = `
  SELECT c.id, c.incident_id AS "incidentId", c.round, c.person_id AS "personId", c.person_name AS "personName", c.at, c.state,
    s.namespace_id AS "namespaceId", d.state AS delivery, COALESCE(d.failure, p.failure) AS failure, p.remote_id AS sid, t.status, t.error_code AS "errorCode"
  FROM pager_calls c LEFT JOIN incidents i ON i.id = c.incident_id LEFT JOIN services s ON s.id = i.service_id
    LEFT JOIN deliveries d ON d.id = c.delivery_id LEFT JOIN deliveries p ON p.id = d.post_id LEFT JOIN sms_statuses t ON t.sid = p.remote_id`;

/** Takes one message that is to be looked at, with all that it calls for, for this transaction alone. */
export async function claimCalls(
  tx: Db,
  now: Instant,
): Promise<FollowedCall[]> {
  if (!(await isMine(tx, FOLLOWING_LOCK))) return [];
  const [first] = await rows<{ personId: string; at: Instant }>(
    tx,
    `SELECT person_id AS "personId", at FROM pager_calls WHERE look_at <= to_timestamp($1::float8 / 1000)
     ORDER BY look_at LIMIT 1`,
    [now],
  );
  if (first === undefined) return [];
  return rows(
    tx,
    `${FOLLOWED} WHERE c.person_id = $1 AND c.at = to_timestamp($2::float8 / 1000) AND c.look_at IS NOT NULL ORDER BY c.id FOR UPDATE OF c`,
    [first.personId, first.at],
  );
}

const ANY_CALL = {
  name: "any call to follow",
  text: "SELECT FROM pager_calls WHERE look_at <= to_timestamp($1::float8 / 1000) LIMIT 1",
};

export async function isAnyCallDue(db: Db, now: Instant): Promise<boolean> {
  return (await preparedRows(db, ANY_CALL, [now])).length > 0;
}

export async function markCalls(
  tx: Db,
  ids: readonly number[],
  change: { state: CallState; failure?: string; lookAt: Instant | null },
): Promise<void> {
  await affected(
    tx,
    `UPDATE pager_calls SET state = $2, failure = COALESCE($3, failure), look_at = to_timestamp($4::float8 / 1000) WHERE id = ANY ($1::integer[])`,
    [ids, change.state, change.failure ?? null, change.lookAt],
  );
}

/** The SMS of which it is not known yet how they ended. */
export async function sidsUnderWay(db: Db, limit: number): Promise<string[]> {
  const found = await rows<{ sid: string }>(
    db,
    `SELECT DISTINCT p.remote_id AS sid FROM pager_calls c JOIN deliveries d ON d.id = c.delivery_id JOIN deliveries p ON p.id = d.post_id
     WHERE c.look_at IS NOT NULL AND c.way = 'sms' AND p.remote_id <> '' LIMIT $1`,
    [limit],
  );
  return found.map(({ sid }) => sid);
}

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
  serviceName: string;
  severity: Severity;
  beganAt: Instant;
  acknowledgedBy: string | null;
  snoozedUntil: Instant | null;
  isSnoozed: boolean;
}

export async function openCallsOf(
  db: Db,
  personId: string,
  limit: number,
): Promise<OpenCall[]> {
  return rows(
    db,
    `SELECT i.id AS "incidentId", s.name AS "serviceName", i.severity, i.began_at AS "beganAt", i.acknowledged_by AS "acknowledgedBy",
       i.snoozed_until AS "snoozedUntil", i.snoozed_at IS NOT NULL AS "isSnoozed"
     FROM incidents i JOIN services s ON s.id = i.service_id
     WHERE i.resolved_at IS NULL AND EXISTS (SELECT 1 FROM pager_calls c WHERE c.incident_id = i.id AND c.person_id = $1)
     ORDER BY i.service_id LIMIT $2`,
    [personId, limit],
  );
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

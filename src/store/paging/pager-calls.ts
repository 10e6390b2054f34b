import type { Instant } from "../../domain/time.ts";
import { affected, type Db, preparedRows, rows } from "../db.ts";
import type { CallState, PagerCall } from "../entities/paging.ts";
import { takePagingLock } from "./paging-locks.ts";

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
  if (!(await takePagingLock(tx, "followingCalls"))) return [];
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

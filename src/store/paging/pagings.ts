import type { Severity } from "../../domain/incident.ts";
import type { PageLevel } from "../../domain/paging.ts";
import type { Instant } from "../../domain/time.ts";
import { affected, type Db, preparedRows, rows } from "../db.ts";
import type { Outlet } from "../entities/outlets.ts";
import type { CallWay, PagerCall } from "../entities/paging.ts";
import { takePagingLock } from "./paging-locks.ts";

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
): Promise<Pick<Outlet, "id" | "channel" | "recipient">[]> {
  return rows(
    tx,
    `SELECT DISTINCT o.id, o.channel, o.recipient FROM pager_calls c JOIN outlets o ON o.id = c.outlet_id JOIN deliveries d ON d.id = c.delivery_id
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
  if (!(await takePagingLock(tx, "callingPeople"))) return [];
  return rows(
    tx,
    `SELECT ${DUE} FROM pagings p JOIN incidents i ON i.id = p.incident_id JOIN services s ON s.id = i.service_id
     WHERE p.next_at <= to_timestamp($1::float8 / 1000) ORDER BY p.next_at, p.incident_id LIMIT $2 FOR UPDATE OF p SKIP LOCKED`,
    [until, limit],
  );
}

/** Who was called in the present rounds of these incidents: incident id to who, and how. */
export async function callsOf(
  tx: Db,
  incidentIds: readonly number[],
): Promise<Map<number, Pick<PagerCall, "personId" | "way" | "at">[]>> {
  const found = await rows<{
    incidentId: number;
    personId: string;
    way: CallWay;
    at: Instant;
  }>(
    tx,
    `SELECT c.incident_id AS "incidentId", c.person_id AS "personId", c.way, c.at FROM pager_calls c
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

/** Somebody is about to answer for all that they were called for: until then nobody else is called for it. */
export async function putOffCallsOf(
  tx: Db,
  personId: string,
  until: Instant,
): Promise<void> {
  await affected(
    tx,
    `UPDATE pagings p SET next_at = to_timestamp($2::float8 / 1000) FROM incidents i
     WHERE i.id = p.incident_id AND i.resolved_at IS NULL AND p.ended_because IS NULL AND p.next_at < to_timestamp($2::float8 / 1000)
       AND EXISTS (SELECT 1 FROM pager_calls c WHERE c.incident_id = i.id AND c.person_id = $1)`,
    [personId, until],
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

import type { AnnouncementReason } from "../../domain/announcement.ts";
import { type Posted, STORM } from "../../domain/fold.ts";
import type { Report } from "../../domain/report.ts";
import type { Instant } from "../../domain/time.ts";
import { type Db, preparedRows, rows } from "../db.ts";
import type { Announcement, ReportFacts } from "../entities/announcements.ts";
import {
  type Delivery,
  DeliveryEntity,
  type DeliveryState,
} from "../entities/deliveries.ts";

/** Wakes the deliverers of all instances; sent within the transaction, heard when it is committed. */
export const DELIVERIES_CHANNEL = "allswell_deliveries";

const INSERT_ANNOUNCEMENT = {
  name: "insert announcement",
  text: `
    INSERT INTO announcements (incident_id, occurrence_id, reason, text, facts, created_at)
    VALUES ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000)) RETURNING id`,
};

export async function insertAnnouncement(
  tx: Db,
  announcement: Omit<Announcement, "id" | "occurrenceId"> & {
    occurrenceId?: number;
  },
): Promise<Announcement> {
  const { occurrenceId = null, incidentId, reason, text, facts } = announcement;
  const { createdAt } = announcement;
  const [made] = await preparedRows<{ id: number }>(tx, INSERT_ANNOUNCEMENT, [
    incidentId,
    occurrenceId,
    reason,
    text,
    JSON.stringify(facts),
    createdAt,
  ]);
  if (made === undefined) throw new Error("an INSERT returns its row");
  return { ...announcement, occurrenceId, id: made.id };
}

const INSERT_DELIVERIES = {
  name: "insert deliveries",
  text: `
    WITH planned AS (
      INSERT INTO deliveries (announcement_id, incident_id, occurrence_id, outlet_id, reason, state, next_attempt_at, attempts, created_at)
      SELECT $1::integer, $2::integer, $7::integer, outlet_id, $3, 'planned', to_timestamp(due_at / 1000), 0, to_timestamp($4::float8 / 1000)
      FROM unnest($5::integer[], $6::float8[]) AS given (outlet_id, due_at) RETURNING 1)
    SELECT pg_notify('${DELIVERIES_CHANNEL}', '') FROM planned LIMIT 1`,
};

export async function insertDeliveries(
  tx: Db,
  announcement: Announcement,
  outlets: readonly { outletId: number; dueAt: Instant }[],
  now: Instant,
): Promise<void> {
  if (outlets.length === 0) return;
  await preparedRows(tx, INSERT_DELIVERIES, [
    announcement.id,
    announcement.incidentId,
    announcement.reason,
    now,
    outlets.map(({ outletId }) => outletId),
    outlets.map(({ dueAt }) => dueAt),
    announcement.occurrenceId,
  ]);
}

/** There is something new to tell or to bring up to date, as soon as the transaction is committed. */
export async function wakeDeliverers(tx: Db): Promise<void> {
  await tx.query("SELECT pg_notify($1, '')", [DELIVERIES_CHANNEL]);
}

/** The delivery whose message a remote knows by this id; null where it is none of ours. */
export async function findByRemoteId(
  db: Db,
  remoteId: string,
): Promise<Delivery | null> {
  return db.findOneBy(DeliveryEntity, { remoteId });
}

/** What each outlet was told of an incident, or will be (not what is held): outlet id to reasons in order. */
export async function toldOf(
  db: Db,
  incidentId: number,
): Promise<Map<number, AnnouncementReason[]>> {
  const told = await rows<{ outlet_id: number; reason: AnnouncementReason }>(
    db,
    "SELECT outlet_id, reason FROM deliveries WHERE incident_id = $1 AND state NOT IN ('dead', 'dropped') AND (state <> 'planned' OR next_attempt_at < '9999-01-01') ORDER BY id",
    [incidentId],
  );
  const byOutlet = Map.groupBy(told, ({ outlet_id }) => outlet_id);
  return new Map(
    [...byOutlet].map(([outletId, list]) => [
      outletId,
      list.map(({ reason }) => reason),
    ]),
  );
}

/** The outlets that were told, or will be, of a later incident of the same service. */
export async function toldAfter(
  db: Db,
  { id, serviceId }: { id: number; serviceId: number },
): Promise<number[]> {
  const told = await rows<{ outletId: number }>(
    db,
    `SELECT DISTINCT d.outlet_id AS "outletId" FROM incidents n JOIN deliveries d ON d.incident_id = n.id
     WHERE n.service_id = $1 AND n.id > $2 AND d.reason <> 'update' AND d.state NOT IN ('dead', 'dropped')`,
    [serviceId, id],
  );
  return told.map(({ outletId }) => outletId);
}

/** Neither told nor on its way in another's message. */
export const WAITS =
  "d.state IN ('planned', 'sending', 'retry', 'ambiguous') AND (d.post_id IS NULL OR d.post_id = d.id)";

/** A delivery that is not told yet, as the deliverer sees it. */
export interface Pending {
  id: number;
  incidentId: number | null;
  occurrenceId: number | null;
  reason: Announcement["reason"];
  state: DeliveryState;
  nextAttemptAt: Instant;
  attempts: number;
  createdAt: Instant;
  postId: number | null;
  /** The thread that its incident or maintenance lives in at this outlet. */
  threadId: number | null;
}

/**
 * What waits in an outlet, oldest first. What joined a message that is out is not among it, since that one's edit tells
 * it; and what comes next of its incident belongs to that message's thread, also while the edit is still to be made.
 */
export async function pendingIn(db: Db, outletId: number): Promise<Pending[]> {
  return rows<Pending>(
    db,
    `SELECT d.id, d.incident_id AS "incidentId", d.occurrence_id AS "occurrenceId", d.reason, d.state, d.next_attempt_at AS "nextAttemptAt", d.attempts, d.created_at AS "createdAt", d.post_id AS "postId",
       CASE WHEN d.post_id IS NOT NULL THEN d.thread_id ELSE (
         SELECT r.post_id FROM deliveries r JOIN deliveries p ON p.id = r.post_id
         WHERE (r.incident_id = d.incident_id OR r.occurrence_id = d.occurrence_id) AND r.outlet_id = d.outlet_id AND r.thread_id IS NULL
           AND r.state IN ('sent', 'sending') AND p.remote_id IS NOT NULL AND p.topic IS NOT NULL
         ORDER BY r.id LIMIT 1) END AS "threadId"
     FROM deliveries d WHERE d.outlet_id = $1 AND ${WAITS} ORDER BY d.id`,
    [outletId],
  );
}

/** The messages that went out through an outlet since an instant: what others may still join. */
export async function postedIn(
  db: Db,
  outletId: number,
  since: Instant,
): Promise<Posted[]> {
  return rows<Posted>(
    db,
    `SELECT id, thread_id AS "threadId", topic, sent_at AS "postedAt",
       (SELECT count(*) FROM (SELECT FROM deliveries j WHERE j.post_id = p.id LIMIT $3) AS told) AS size
     FROM deliveries p
     WHERE outlet_id = $1 AND remote_id IS NOT NULL AND post_id = id AND topic IS NOT NULL AND sent_at >= to_timestamp($2::float8 / 1000)
     ORDER BY sent_at`,
    [outletId, since, STORM],
  );
}

export async function getDelivery(db: Db, id: number): Promise<Delivery> {
  return db.findOneByOrFail(DeliveryEntity, { id });
}

/** The report that a delivery tells. */
export async function reportOf(db: Db, deliveryId: number): Promise<Report> {
  const [found] = await rows<{ facts: ReportFacts }>(
    db,
    "SELECT a.facts FROM deliveries d JOIN announcements a ON a.id = d.announcement_id WHERE d.id = $1",
    [deliveryId],
  );
  if (found === undefined) throw new Error(`no delivery ${deliveryId}`);
  return found.facts.report;
}

/** What the operators are told, for a delivery without an incident. */
export async function wordsOf(
  db: Db,
  deliveryIds: number[],
): Promise<string[]> {
  const found = await rows<{ text: string }>(
    db,
    "SELECT a.text FROM deliveries d JOIN announcements a ON a.id = d.announcement_id WHERE d.id = ANY ($1::integer[]) ORDER BY d.id",
    [deliveryIds],
  );
  return found.map(({ text }) => text);
}

import type { DraftView } from "../../domain/posts/draft.ts";
import { type Instant, NEVER } from "../../domain/time.ts";
import { affected, type Db, rows } from "../db.ts";
import { wakeDeliverers } from "./deliveries.ts";
import { wishEdit } from "./edits.ts";
import { type Draft, DraftEntity } from "../entities/voices.ts";

/** Until when deliveries wait that are held. */
export const HELD = NEVER;

export async function insertDraft(
  tx: Db,
  draft: Omit<Draft, "id">,
): Promise<Draft> {
  return tx.save(DraftEntity, draft);
}

export async function findDraft(db: Db, id: number): Promise<Draft | null> {
  return db.findOneBy(DraftEntity, { id });
}

/** The draft, locked until the transaction ends: two who decide about it do so one after the other. */
export async function lockDraft(tx: Db, id: number): Promise<Draft | null> {
  return tx
    .createQueryBuilder(DraftEntity, "draft")
    .setLock("pessimistic_write")
    .where("draft.id = :id", { id })
    .getOne();
}

/** What of an account waits for somebody, is allowed or is held, oldest first. */
export async function openDrafts(db: Db, outletId: number): Promise<Draft[]> {
  return db
    .createQueryBuilder(DraftEntity, "draft")
    .where(
      "draft.outletId = :outletId AND draft.state IN ('waiting', 'approved', 'held')",
      { outletId },
    )
    .orderBy("draft.id")
    .getMany();
}

/**
 * When the first of the drafts was to go out by itself that deliveries were shown in last; null where none was. What was
 * held, or is decided, has no such time.
 */
export async function timeSaidFor(
  db: Db,
  deliveryIds: readonly number[],
): Promise<Instant | null> {
  const [found] = await rows<{ postsAt: Instant | null }>(
    db,
    `SELECT min(last.posts_at) AS "postsAt" FROM unnest($1::integer[]) AS told (id), LATERAL (
       SELECT f.state, f.posts_at FROM drafts f WHERE f.delivery_ids @> ARRAY[told.id] ORDER BY f.id DESC LIMIT 1) last
     WHERE last.state IN ('waiting', 'replaced', 'dropped')`,
    [deliveryIds],
  );
  return found?.postsAt ?? null;
}

/** Changes a draft, and brings the messages up to date that show it. */
export async function changeDraft(
  tx: Db,
  draft: Pick<Draft, "id" | "announcementId">,
  change: Partial<Omit<Draft, "id" | "payload">> & { payload?: object },
  now: Instant,
): Promise<void> {
  await tx.update(DraftEntity, { id: draft.id }, change);
  const shown = await rows<{ postId: number }>(
    tx,
    `SELECT DISTINCT post_id AS "postId" FROM deliveries WHERE announcement_id = $1 AND reason = 'draft' AND post_id IS NOT NULL`,
    [draft.announcementId],
  );
  for (const { postId } of shown) await wishEdit(tx, postId, now);
  await wakeDeliverers(tx);
}

/** Lets deliveries that are not being sent yet wait until then, and says why; how many they are. */
export async function postpone(
  tx: Db,
  deliveryIds: readonly number[],
  until: Instant,
  why: string | null,
): Promise<number> {
  return affected(
    tx,
    `UPDATE deliveries SET next_attempt_at = to_timestamp($2::float8 / 1000), failure = $3 WHERE id = ANY ($1::integer[]) AND state = 'planned'`,
    [deliveryIds, until, why],
  );
}

/** Nobody wants deliveries told any more. */
export async function dropPlanned(
  tx: Db,
  deliveryIds: readonly number[],
  why: string,
): Promise<void> {
  await affected(
    tx,
    `UPDATE deliveries SET state = 'dropped', failure = $2 WHERE id = ANY ($1::integer[]) AND state = 'planned'`,
    [deliveryIds, why],
  );
}

/** All that an account has not begun to say of the incidents of these deliveries. */
export async function plannedWith(
  db: Db,
  deliveryIds: readonly number[],
): Promise<number[]> {
  const found = await rows<{ id: number }>(
    db,
    `SELECT DISTINCT p.id FROM deliveries d JOIN deliveries p ON p.outlet_id = d.outlet_id AND p.state = 'planned'
       AND (p.id = d.id OR p.incident_id = d.incident_id)
     WHERE d.id = ANY ($1::integer[]) ORDER BY p.id`,
    [deliveryIds],
  );
  return found.map(({ id }) => id);
}

/** Deliveries (d), each with its incident (i) or time of maintenance (o). */
export const OVER_OF = `deliveries d LEFT JOIN incidents i ON i.id = d.incident_id LEFT JOIN maintenance_occurrences o ON o.id = d.occurrence_id`;

/** Whether the service has failed since in a way that contradicts its being up: it is down, or the same outlet hears of it. */
const FAILED_SINCE = `EXISTS (SELECT 1 FROM incidents n WHERE n.service_id = i.service_id AND n.id > i.id AND (
  (n.resolved_at IS NULL AND n.severity = 'down') OR EXISTS (
    SELECT 1 FROM deliveries h WHERE h.incident_id = n.id AND h.outlet_id = d.outlet_id AND h.reason <> 'update'
      AND h.state NOT IN ('dropped', 'dead') AND (h.state <> 'planned' OR h.next_attempt_at < '9999-01-01'))))`;

/**
 * Whether what a delivery tells is over: of outages that nobody was told of, the end is no news, and of maintenance nobody
 * wants to hear that it is planned once it began, or that it began once it ended. Nor that something is up again which
 * has failed since. What is told together with its end is not over.
 */
export const OVER = `(CASE
  WHEN d.reason IN ('planned', 'moved') THEN o.state <> 'planned'
  WHEN d.reason IN ('begins', 'extended') THEN o.state <> 'running'
  WHEN d.reason = 'recovered' THEN ${FAILED_SINCE}
  ELSE i.resolved_at IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM deliveries e WHERE e.incident_id = d.incident_id AND e.outlet_id = d.outlet_id AND e.reason = 'recovered'
      AND e.state = 'planned' AND e.next_attempt_at < '9999-01-01'
      AND NOT ${FAILED_SINCE}) END)`;

/** Whether all that deliveries tell is over. */
export async function isOver(
  db: Db,
  deliveryIds: readonly number[],
): Promise<boolean> {
  const [found] = await rows<{ open: number }>(
    db,
    `SELECT count(*) AS open FROM ${OVER_OF} WHERE d.id = ANY ($1::integer[]) AND NOT ${OVER}`,
    [deliveryIds],
  );
  return (found?.open ?? 0) === 0;
}

/** Deliveries were dropped: drafts that have nothing left to tell are closed. */
export async function closeDrafts(
  tx: Db,
  dropped: readonly { id: number; outletId: number }[],
  now: Instant,
): Promise<void> {
  if (dropped.length === 0) return;
  const emptied = await rows<Pick<Draft, "id" | "announcementId">>(
    tx,
    `SELECT f.id, f.announcement_id AS "announcementId" FROM drafts f
     WHERE f.outlet_id = ANY ($1::integer[]) AND f.state IN ('waiting', 'approved', 'held') AND f.delivery_ids && $2::integer[]
       AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.id = ANY (f.delivery_ids) AND d.state = 'planned') ORDER BY f.id`,
    [dropped.map(({ outletId }) => outletId), dropped.map(({ id }) => id)],
  );
  for (const draft of emptied)
    await changeDraft(tx, draft, { state: "dropped" }, now);
}

/** An incident is over or went on: what was held of it is not posted any more. */
export async function dropHeld(
  tx: Db,
  incidentId: number,
  now: Instant,
): Promise<void> {
  const dropped = await rows<{ id: number; outletId: number }>(
    tx,
    `UPDATE deliveries SET state = 'dropped', failure = 'it was over before somebody allowed it'
     WHERE incident_id = $1 AND state = 'planned' AND next_attempt_at >= to_timestamp($2::float8 / 1000)
     RETURNING id, outlet_id AS "outletId"`,
    [incidentId, HELD],
  );
  await closeDrafts(tx, dropped, now);
}

/**
 * A time of maintenance began, or will not be: what customers were to read of it later, being held or waiting for what
 * happens meanwhile, is not said any more.
 */
export async function dropUnsaid(
  tx: Db,
  occurrenceId: number,
  now: Instant,
): Promise<void> {
  const dropped = await rows<{ id: number; outletId: number }>(
    tx,
    `UPDATE deliveries d SET state = 'dropped', failure = 'it was over before it was told' FROM outlets o
     WHERE o.id = d.outlet_id AND o.audience = 'customers' AND d.occurrence_id = $1 AND d.state = 'planned'
       AND d.next_attempt_at > to_timestamp($2::float8 / 1000)
     RETURNING d.id, d.outlet_id AS "outletId"`,
    [occurrenceId, now],
  );
  await closeDrafts(tx, dropped, now);
}

/** A service fails again: what was held of its incidents before is not true any more. */
export async function dropHeldBefore(
  tx: Db,
  serviceId: number,
  now: Instant,
): Promise<void> {
  const past = await rows<{ id: number }>(
    tx,
    `SELECT DISTINCT i.id FROM drafts f JOIN deliveries d ON d.id = ANY (f.delivery_ids) JOIN incidents i ON i.id = d.incident_id
     WHERE f.state IN ('waiting', 'approved', 'held') AND f.state = 'held' AND i.service_id = $1 AND i.resolved_at IS NOT NULL`,
    [serviceId],
  );
  for (const { id } of past) await dropHeld(tx, id, now);
}

const VIEW = `
  SELECT f.id, o.channel, o.label AS account, f.payload ->> 'text' AS text, f.state, f.because, f.posts_at AS "postsAt", f.decided_by AS "decidedBy"
  FROM deliveries d JOIN drafts f ON f.announcement_id = d.announcement_id JOIN outlets o ON o.id = f.outlet_id WHERE d.id = $1`;

/** The draft that a delivery shows; null where it is gone. */
export async function draftShownBy(
  db: Db,
  deliveryId: number,
): Promise<DraftView | null> {
  return (await rows<DraftView>(db, VIEW, [deliveryId]))[0] ?? null;
}

/** The team's channels of a namespace, where drafts are shown. */
export async function teamChannelsOf(
  db: Db,
  namespaceId: number,
): Promise<number[]> {
  const found = await rows<{ id: number }>(
    db,
    `SELECT o.id FROM subscriptions s JOIN outlets o ON o.id = s.outlet_id
     WHERE s.namespace_id = $1 AND o.channel = 'slack' AND o.audience = 'team' AND o.off_reason IS NULL AND o.recipient !~ '^[UW]' ORDER BY o.id`,
    [namespaceId],
  );
  return found.map(({ id }) => id);
}

/** How many posts an account owes: ends of what it announced, without those that `but` tells. */
export async function owedBy(
  db: Db,
  outletId: number,
  but: readonly number[],
): Promise<number> {
  const [found] = await rows<{ owed: number }>(
    db,
    `WITH unfinished AS MATERIALIZED (
       SELECT id FROM incidents WHERE resolved_at IS NULL
       UNION SELECT incident_id FROM deliveries WHERE outlet_id = $1 AND reason = 'recovered' AND state IN ('planned', 'sending', 'retry', 'ambiguous')
     ) SELECT (
       SELECT count(*) FROM unfinished i WHERE EXISTS (SELECT 1 FROM deliveries d WHERE d.incident_id = i.id AND d.outlet_id = $1 AND d.state IN ('sending', 'sent', 'retry', 'ambiguous'))
         AND NOT EXISTS (SELECT 1 FROM deliveries b WHERE b.id = ANY ($2::integer[]) AND b.incident_id = i.id)
     ) + (
       SELECT count(*) FROM maintenance_occurrences o WHERE o.state IN ('planned', 'running')
         AND EXISTS (SELECT 1 FROM deliveries d WHERE d.occurrence_id = o.id AND d.outlet_id = $1 AND d.state IN ('sending', 'sent', 'retry', 'ambiguous'))
         AND NOT EXISTS (SELECT 1 FROM deliveries b WHERE b.id = ANY ($2::integer[]) AND b.occurrence_id = o.id)
     ) AS owed`,
    [outletId, but],
  );
  return found?.owed ?? 0;
}

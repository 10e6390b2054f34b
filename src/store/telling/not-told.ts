import type { Instant } from "../../domain/time.ts";
import { affected, type Db, rows } from "../db.ts";
import { closeDrafts, OVER, OVER_OF } from "./drafts.ts";

// What waits to be told, and is not true any more or not for those who would hear it. Only what is planned is dropped:
// what is being sent, or may be out, stays, and so does its end.

const TOLD = "('sending', 'sent', 'retry', 'ambiguous')";

const TOLD_BEFORE = `EXISTS (SELECT 1 FROM deliveries t WHERE (t.incident_id = d.incident_id OR t.occurrence_id = d.occurrence_id)
  AND t.outlet_id = d.outlet_id AND t.state IN ${TOLD})`;

/** What is said of a service (v) that is not public, to those who heard nothing of it before. */
const HIDDEN = `(NOT v.public AND NOT ${TOLD_BEFORE})`;

const HIDDEN_WORDS = "the service is not public any more";

/**
 * An incident ended in a way that customers are not told: they are not told of it at all any more. Somebody's own words
 * are theirs to send.
 */
export async function dropEnded(
  tx: Db,
  incidentId: number,
  why: string,
  now: Instant,
): Promise<void> {
  const dropped = await rows<{ id: number; outletId: number }>(
    tx,
    `UPDATE deliveries d SET state = 'dropped', failure = $2 FROM outlets c
     WHERE d.incident_id = $1 AND d.state = 'planned' AND d.reason <> 'update' AND c.id = d.outlet_id AND c.audience = 'customers'
     RETURNING d.id, d.outlet_id AS "outletId"`,
    [incidentId, why],
  );
  await closeDrafts(tx, dropped, now);
}

/** A service is not public any more: customers who heard nothing of its outage are not told of it. */
export async function dropHidden(
  tx: Db,
  serviceId: number,
  now: Instant,
): Promise<void> {
  const dropped = await rows<{ id: number; outletId: number }>(
    tx,
    `UPDATE deliveries d SET state = 'dropped', failure = $2 FROM outlets c, incidents i, services v
     WHERE d.state = 'planned' AND c.id = d.outlet_id AND c.audience = 'customers'
       AND i.id = d.incident_id AND v.id = i.service_id AND v.id = $1 AND ${HIDDEN}
     RETURNING d.id, d.outlet_id AS "outletId"`,
    [serviceId, HIDDEN_WORDS],
  );
  await closeDrafts(tx, dropped, now);
}

/** Of a post to customers that is about to go out: what is over by now, or not public any more. */
export async function dropUntrue(
  tx: Db,
  deliveryIds: readonly number[],
): Promise<void> {
  await affected(
    tx,
    `UPDATE deliveries SET state = 'dropped', failure = n.why FROM (
       SELECT d.id, CASE WHEN ${HIDDEN} THEN $2 ELSE 'it was over before it was posted' END AS why
       FROM ${OVER_OF} LEFT JOIN services v ON v.id = i.service_id
       WHERE d.id = ANY ($1::integer[]) AND (${OVER} OR ${HIDDEN})) n
     WHERE deliveries.id = n.id AND deliveries.state = 'planned'`,
    [deliveryIds, HIDDEN_WORDS],
  );
}

const ENDS = "('recovered', 'ended', 'ends', 'cancelled')";

/** Whether somebody who heard nothing for a while wants to hear it no more: ends are for whoever was told of the beginning. */
const LATE = `(CASE
  WHEN d.reason IN ${ENDS} THEN NOT ${TOLD_BEFORE} OR (c.audience = 'customers' AND ${OVER})
  WHEN i.id IS NULL THEN ${OVER}
  ELSE i.resolved_at IS NOT NULL END)`;

/** Likewise of a reader's copy, which is of a message to all readers: all that this tells is over. */
const LATE_COPY = `(d.copy_of IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM deliveries m LEFT JOIN incidents mi ON mi.id = m.incident_id LEFT JOIN maintenance_occurrences mo ON mo.id = m.occurrence_id
  WHERE m.post_id = d.copy_of AND CASE
    WHEN m.reason IN ${ENDS} THEN EXISTS (
      SELECT 1 FROM deliveries b JOIN deliveries t ON t.copy_of = b.post_id
      WHERE (b.incident_id = m.incident_id OR b.occurrence_id = m.occurrence_id) AND t.outlet_id = d.outlet_id AND t.state IN ${TOLD})
    WHEN m.reason IN ('planned', 'moved') THEN mo.state = 'planned'
    WHEN m.reason IN ('begins', 'extended') THEN mo.state = 'running'
    ELSE mi.resolved_at IS NULL END))`;

/**
 * An outlet that was switched off is told again. Of what ended meanwhile it would hear that it began, and nothing more:
 * that is dropped. What waits and is no news of an outage or of maintenance stays.
 */
export async function dropOver(
  tx: Db,
  outletId: number,
  now: Instant,
): Promise<void> {
  const dropped = await rows<{ id: number; outletId: number }>(
    tx,
    `UPDATE deliveries SET state = 'dropped', failure = 'it was over before it could be told here again' FROM (
       SELECT d.id FROM ${OVER_OF} JOIN outlets c ON c.id = d.outlet_id
       WHERE d.outlet_id = $1 AND d.state = 'planned' AND (${LATE} OR ${LATE_COPY})) n
     WHERE deliveries.id = n.id AND deliveries.state = 'planned'
     RETURNING deliveries.id, deliveries.outlet_id AS "outletId"`,
    [outletId],
  );
  await closeDrafts(tx, dropped, now);
}

/** Whether all that a message to customers would tell is over; somebody's own words, and that something is over, never are. */
export async function isUntrue(tx: Db, messageId: number): Promise<boolean> {
  const [found] = await rows<{ isUntrue: boolean | null }>(
    tx,
    `SELECT bool_and(CASE
       WHEN d.copy_of IS NOT NULL THEN ${LATE_COPY} AND NOT EXISTS (SELECT FROM deliveries u WHERE u.post_id = d.copy_of AND u.reason = 'update')
       WHEN d.reason IN ('update', 'ended', 'ends', 'cancelled') THEN false
       ELSE COALESCE(${OVER}, false) END) AS "isUntrue"
     FROM ${OVER_OF} WHERE d.id = $1 OR d.post_id = $1`,
    [messageId],
  );
  return found?.isUntrue === true;
}

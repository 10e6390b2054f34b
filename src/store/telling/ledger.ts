import type { Audience, Verbosity } from "../../domain/announcement.ts";
import { matchesPattern } from "../../domain/pattern.ts";
import type { Instant } from "../../domain/time.ts";
import { affected, type Db, rows } from "../db.ts";
import type { DeliveryState } from "../entities/deliveries.ts";
import { type Outlet, OutletEntity } from "../entities/outlets.ts";
import { SAID } from "./said.ts";

// The ledger as people see it and change it. No question grows with what was told before: each goes by an index that
// holds only what waits, what failed, one incident, or the end of the table.

/** A row of the ledger, with what its channel is like. */
export interface LedgerLine {
  id: number;
  outletId: number;
  outlet: string;
  channel: string;
  /** What was said, or will be. */
  text: string;
  state: DeliveryState;
  /** Of an SMS: how far it has come, in Twilio's words and numbers; null where Twilio has said nothing. */
  smsStatus: string | null;
  smsError: number | null;
  attempts: number;
  failure: string | null;
  createdAt: Instant;
  sentAt: Instant | null;
  nextAttemptAt: Instant;
  incidentId: number | null;
  /** The delivery whose message tells this one; null before that is known. */
  postId: number | null;
  /** How many others its message tells. */
  others: number;
  /** Why nothing is told there any more. */
  offReason: string | null;
  /** Until when the channel rests. */
  restsUntil: Instant | null;
  /** What was begun there before and is not finished: it keeps this one waiting. */
  behind: number | null;
}

const COLUMNS = `d.id, d.outlet_id AS "outletId", o.label AS outlet, o.channel, ${SAID} AS text, d.state, t.status AS "smsStatus", t.error_code AS "smsError", d.attempts, d.failure, d.created_at AS "createdAt",
  d.sent_at AS "sentAt", d.next_attempt_at AS "nextAttemptAt", d.incident_id AS "incidentId", d.post_id AS "postId",
  CASE WHEN d.post_id = d.id AND d.state <> 'sent' THEN (SELECT count(*) - 1 FROM deliveries p WHERE p.post_id = d.id) ELSE 0 END AS others,
  o.off_reason AS "offReason", o.paused_until AS "restsUntil",
  CASE WHEN d.state = 'planned' THEN (SELECT min(w.id) FROM deliveries w WHERE w.outlet_id = d.outlet_id AND w.id < d.id
    AND w.state IN ('planned', 'sending', 'retry', 'ambiguous') AND w.state <> 'planned' AND w.next_attempt_at < '9999-01-01') END AS behind
  FROM deliveries d JOIN outlets o ON o.id = d.outlet_id JOIN announcements a ON a.id = d.announcement_id
    LEFT JOIN deliveries r ON r.id = COALESCE(d.post_id, d.id) AND o.channel = 'sms' LEFT JOIN sms_statuses t ON t.sid = r.remote_id`;

/** What is told in another's message has that one's fate. */
const ITS_OWN = "(post_id IS NULL OR post_id = id)";
// Literal states: only then does the planner see that a partial index holds them all.
const WAITING = `SELECT id FROM deliveries WHERE state IN ('planned', 'sending', 'retry', 'ambiguous') AND state <> 'ambiguous' AND (state <> 'retry' OR ${ITS_OWN})`;
const DOUBTFUL = `SELECT id FROM deliveries WHERE state IN ('planned', 'sending', 'retry', 'ambiguous') AND state = 'ambiguous' AND ${ITS_OWN}`;
const DEAD = `SELECT id FROM deliveries WHERE state = 'dead' AND ${ITS_OWN}`;
/** SMS of which Twilio told since an instant that they did not arrive. */
const lostSince = (since: Instant): string =>
  `SELECT d.id FROM sms_statuses t JOIN deliveries d ON d.remote_id = t.sid
   WHERE t.status IN ('undelivered', 'failed', 'canceled') AND t.at > to_timestamp(${since}::float8 / 1000)`;

export const ledgerParts = ["all", "waiting", "failed"] as const;
export type LedgerPart = (typeof ledgerParts)[number];

const parts: Record<LedgerPart, (since: Instant) => string> = {
  all: () => "SELECT id FROM deliveries",
  waiting: () => WAITING,
  failed: (since) =>
    `${DOUBTFUL} UNION ALL ${DEAD} UNION ALL ${lostSince(since)}`,
};

/** Which deliveries are meant, the latest first: of one incident only, and only those before another one. */
export interface LedgerPlace {
  part: LedgerPart;
  incidentId: number | null;
  beforeId: number | null;
}

/** What waits or cannot be delivered is there however old it is; SMS that did not arrive only from `since` on. */
export async function ledgerLines(
  db: Db,
  { part, incidentId, beforeId }: LedgerPlace,
  { limit, since }: { limit: number; since: Instant },
): Promise<LedgerLine[]> {
  // The whole ledger is read from its end; what waits or failed is few, and taken together first.
  const chosen =
    incidentId !== null
      ? `SELECT id FROM deliveries WHERE incident_id = ${incidentId}`
      : parts[part](since);
  const once =
    part === "all" && incidentId === null ? "NOT MATERIALIZED" : "MATERIALIZED";
  return rows(
    db,
    `WITH chosen AS ${once} (${chosen})
     SELECT ${COLUMNS} WHERE d.id IN (SELECT id FROM chosen WHERE $1::integer IS NULL OR id < $1 ORDER BY id DESC LIMIT $2) ORDER BY d.id DESC`,
    [beforeId, limit],
  );
}

export interface LedgerCounts {
  waiting: number;
  doubtful: number;
  dead: number;
  /** SMS that went out and did not arrive, since an instant. */
  lost: number;
  /** Messages that went out since an instant. */
  sent: number;
}

export async function ledgerCounts(
  db: Db,
  since: Instant,
): Promise<LedgerCounts> {
  const [counts] = await rows<LedgerCounts>(
    db,
    `SELECT (SELECT count(*) FROM (${WAITING}) w) AS waiting, (SELECT count(*) FROM (${DOUBTFUL}) f) AS doubtful,
       (SELECT count(*) FROM (${DEAD}) x) AS dead, (SELECT count(*) FROM (${lostSince(since)}) l) AS lost,
       (SELECT count(*) FROM deliveries WHERE remote_id IS NOT NULL AND sent_at > to_timestamp($1::float8 / 1000)) AS sent`,
    [since],
  );
  if (counts === undefined) throw new Error("a SELECT without FROM has a row");
  return counts;
}

/** Somebody who listens to a service and was not told of an incident. */
export interface NotTold {
  label: string;
  channel: string;
  audience: Audience;
  verbosity: Verbosity;
  offReason: string | null;
}

/** What an incident is about, as far as it says who hears of it. */
export interface TellableIncident {
  serviceId: number;
  namespaceId: number;
  namespaceSlug: string;
  nameKey: string;
  isPublic: boolean;
  severity: string;
  announcesDifficulties: boolean;
}

export async function tellableIncident(
  db: Db,
  incidentId: number,
): Promise<TellableIncident | null> {
  const [found] = await rows<TellableIncident>(
    db,
    `SELECT s.id AS "serviceId", n.id AS "namespaceId", n.slug AS "namespaceSlug", s.name_key AS "nameKey", s.public AS "isPublic",
       i.severity, n.announce_difficulties AS "announcesDifficulties"
     FROM incidents i JOIN services s ON s.id = i.service_id JOIN namespaces n ON n.id = s.namespace_id WHERE i.id = $1`,
    [incidentId],
  );
  return found ?? null;
}

/** Those who listen to the incident's service now and of whom the ledger has nothing; not each reader of the page. */
export async function notTold(
  db: Db,
  incidentId: number,
  incident: TellableIncident,
): Promise<NotTold[]> {
  const { serviceId, namespaceId } = incident;
  const found = await rows<NotTold & { id: number; pattern: string | null }>(
    db,
    `SELECT o.id, o.label, o.channel, o.audience, o.verbosity, o.off_reason AS "offReason", s.pattern
     FROM subscriptions s JOIN outlets o ON o.id = s.outlet_id
     WHERE (s.namespace_id = $1 OR s.service_id = $2 OR s.pattern IS NOT NULL)
       AND o.channel <> 'readers' AND NOT (o.channel = 'mail' AND o.recipient LIKE 'reader:%')
       AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.incident_id = $3 AND d.outlet_id = o.id) ORDER BY o.id`,
    [namespaceId, serviceId, incidentId],
  );
  const hearing = found.filter(
    ({ pattern }) => pattern === null || matchesPattern(pattern, incident),
  );
  return [...new Map(hearing.map((one) => [one.id, one])).values()];
}

/** A message of the ledger with all that it tells, as somebody wants to change it. */
export interface LedgerMessage {
  id: number;
  state: DeliveryState;
  nextAttemptAt: Instant;
  failure: string | null;
  /** How many deliveries it tells. */
  count: number;
  outletId: number;
  outlet: string;
  channel: string;
  recipient: string;
  audience: Audience;
  offReason: string | null;
  restsUntil: Instant | null;
}

/**
 * The message that tells a delivery, with its outlet locked until the transaction ends: whoever delivers there begins
 * and finishes before or after. Null where there is no such delivery.
 */
export async function lockMessage(
  tx: Db,
  deliveryId: number,
): Promise<LedgerMessage | null> {
  await rows(
    tx,
    "SELECT id FROM outlets WHERE id = (SELECT outlet_id FROM deliveries WHERE id = $1) FOR UPDATE",
    [deliveryId],
  );
  const [found] = await rows<LedgerMessage>(
    tx,
    `SELECT m.id, g.state, g.next_attempt_at AS "nextAttemptAt", g.failure, o.id AS "outletId", o.label AS outlet, o.channel, o.recipient, o.audience,
       o.off_reason AS "offReason", o.paused_until AS "restsUntil",
       GREATEST(1, (SELECT count(*) FROM deliveries p WHERE p.post_id = m.id)) AS count
     FROM deliveries g JOIN deliveries m ON m.id = COALESCE(g.post_id, g.id) JOIN outlets o ON o.id = g.outlet_id
     WHERE g.id = $1`,
    [deliveryId],
  );
  return found ?? null;
}

/** Whether an outlet was told, or is being told, news that came after what a message tells. */
export async function isOvertaken(tx: Db, messageId: number): Promise<boolean> {
  const found = await rows(
    tx,
    `SELECT 1 FROM deliveries d JOIN deliveries later ON later.outlet_id = d.outlet_id AND later.id > d.id
       AND (later.incident_id = d.incident_id OR later.occurrence_id = d.occurrence_id)
     WHERE (d.id = $1 OR d.post_id = $1) AND later.state IN ('sending', 'sent', 'retry', 'ambiguous')
       AND later.post_id IS DISTINCT FROM $1 LIMIT 1`,
    [messageId],
  );
  return found.length > 0;
}

/** A message that was refused is sent again as it was; one that may have arrived is asked for first. */
export async function wakeMessage(
  tx: Db,
  messageId: number,
  now: Instant,
): Promise<void> {
  await affected(
    tx,
    `UPDATE deliveries SET state = CASE WHEN state = 'dead' AND post_id IS NULL THEN 'planned' WHEN state = 'dead' THEN 'retry' ELSE state END,
       next_attempt_at = to_timestamp($2::float8 / 1000), alarmed_at = NULL
     WHERE (id = $1 OR post_id = $1) AND state IN ('dead', 'ambiguous')`,
    [messageId, now],
  );
}

/** A message that may have arrived has surely not: it is as one that failed. */
export async function giveUpMessage(tx: Db, messageId: number): Promise<void> {
  await affected(
    tx,
    "UPDATE deliveries SET state = 'dead', failure = NULL WHERE (id = $1 OR post_id = $1) AND state = 'ambiguous'",
    [messageId],
  );
  await affected(tx, "DELETE FROM mail_hand_overs WHERE delivery_id = $1", [
    messageId,
  ]);
}

/** Nobody is told by this message any more; the ids of what it would have told. */
export async function dropMessage(
  tx: Db,
  messageId: number,
  why: string,
): Promise<number[]> {
  const dropped = await rows<{ id: number }>(
    tx,
    `UPDATE deliveries SET state = 'dropped', failure = $2, topic = NULL, edit_due_at = NULL
     WHERE (id = $1 OR post_id = $1) AND state IN ('planned', 'retry', 'ambiguous', 'dead') RETURNING id`,
    [messageId, why],
  );
  return dropped.map(({ id }) => id);
}

export async function findOutlet(db: Db, id: number): Promise<Outlet | null> {
  return db.findOneBy(OutletEntity, { id });
}

/** How many messages wait for an outlet. */
export async function waitingFor(db: Db, outletId: number): Promise<number> {
  const [found] = await rows<{ count: number }>(
    db,
    "SELECT count(*) AS count FROM deliveries WHERE outlet_id = $1 AND state IN ('planned', 'sending', 'retry', 'ambiguous') AND next_attempt_at < '9999-01-01'",
    [outletId],
  );
  return found?.count ?? 0;
}

/** A namespace, as far as it says who may act in it. */
export interface OwnedPlace {
  id: number;
  name: string;
  owners: string[];
}

/** The namespaces whose incidents a message tells; none where it tells of none. */
export async function namespacesOfMessage(
  db: Db,
  messageId: number,
): Promise<OwnedPlace[]> {
  return rows(
    db,
    `SELECT DISTINCT n.id, n.name, n.owners FROM deliveries d JOIN incidents i ON i.id = d.incident_id
     JOIN services s ON s.id = i.service_id JOIN namespaces n ON n.id = s.namespace_id WHERE d.id = $1 OR d.post_id = $1 ORDER BY n.id`,
    [messageId],
  );
}

/** The namespaces that an outlet hears of, also by single services. */
export async function namespacesOfOutlet(
  db: Db,
  outletId: number,
): Promise<OwnedPlace[]> {
  return rows(
    db,
    `SELECT DISTINCT n.id, n.name, n.owners FROM subscriptions t LEFT JOIN services s ON s.id = t.service_id
     JOIN namespaces n ON n.id = COALESCE(t.namespace_id, s.namespace_id) WHERE t.outlet_id = $1 ORDER BY n.id`,
    [outletId],
  );
}

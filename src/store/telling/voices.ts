import { networks } from "../../domain/posts/networks.ts";
import type { Limit } from "../../domain/posts/limits.ts";
import type { Instant } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";
import {
  type AccountLimits,
  AccountLimitsEntity,
  type StoredVoice,
  VoiceEntity,
} from "../entities/voices.ts";
import { closeDrafts } from "./drafts.ts";
import { SAID } from "./said.ts";

/** How a namespace speaks that was never asked. */
export function usualVoiceOf(namespaceId: number): StoredVoice {
  return {
    namespaceId,
    language: "en",
    templates: {},
    links: false,
    replies: true,
    pictures: false,
    approvalMs: null,
    budget: null,
    warnedMonth: null,
    warnedPercent: 0,
  };
}

export async function findVoice(
  db: Db,
  namespaceId: number,
): Promise<StoredVoice> {
  return (
    (await db.findOneBy(VoiceEntity, { namespaceId })) ??
    usualVoiceOf(namespaceId)
  );
}

export async function saveVoice(tx: Db, voice: StoredVoice): Promise<void> {
  await tx.save(VoiceEntity, voice);
}

/** Whether this is the first time that somebody is warned of so much of a month's budget. */
export async function firstWarning(
  tx: Db,
  namespaceId: number,
  month: string,
  percent: number,
): Promise<boolean> {
  const warned = await rows(
    tx,
    `UPDATE voices SET warned_month = $2, warned_percent = $3
     WHERE namespace_id = $1 AND (warned_month IS DISTINCT FROM $2 OR warned_percent < $3) RETURNING namespace_id`,
    [namespaceId, month, percent],
  );
  return warned.length > 0;
}

/** The account of a network that speaks for a namespace. */
export interface Account {
  outletId: number;
  channel: string;
  /** "@iati_status" */
  label: string;
  recipient: string;
  offReason: string | null;
  pausedUntil: Instant | null;
  /** Other namespaces that it speaks for, too. */
  others: number;
}

export async function accountsOf(
  db: Db,
  namespaceId: number,
): Promise<Account[]> {
  return rows(
    db,
    `SELECT o.id AS "outletId", o.channel, o.label, o.recipient, o.off_reason AS "offReason", o.paused_until AS "pausedUntil",
       (SELECT count(*) FROM subscriptions t WHERE t.outlet_id = o.id AND t.namespace_id <> $1) AS others
     FROM subscriptions s JOIN outlets o ON o.id = s.outlet_id
     WHERE s.namespace_id = $1 AND o.channel = ANY ($2) ORDER BY o.channel, o.id`,
    [namespaceId, networks],
  );
}

export async function saveLimits(
  tx: Db,
  outletId: number,
  limits: Limit[],
  seenAt: Instant,
): Promise<void> {
  await tx.save(AccountLimitsEntity, { outletId, limits, seenAt });
}

export async function limitsOf(
  db: Db,
  outletId: number,
): Promise<AccountLimits | null> {
  return db.findOneBy(AccountLimitsEntity, { outletId });
}

/** Whether an account posted the very same words since an instant, or may have. */
export async function hasSaid(
  db: Db,
  outletId: number,
  text: string,
  since: Instant,
): Promise<boolean> {
  const said = await rows(
    db,
    `SELECT 1 FROM deliveries WHERE outlet_id = $1 AND remote_id IS NOT NULL AND sent_at >= to_timestamp($3::float8 / 1000)
       AND payload ->> 'text' = $2
     UNION ALL SELECT 1 FROM deliveries WHERE outlet_id = $1 AND state = 'ambiguous' AND payload ->> 'text' = $2 LIMIT 1`,
    [outletId, text, since],
  );
  return said.length > 0;
}

/** What an account posted since an instant; `spent` is in thousandths of a dollar. */
export interface Spending {
  posts: number;
  spent: number;
}

export async function spendingSince(
  db: Db,
  outletIds: readonly number[],
  since: Instant,
): Promise<Spending> {
  const [sum] = await rows<Spending>(
    db,
    `SELECT count(*) AS posts, COALESCE(sum((payload ->> 'price')::integer), 0) AS spent FROM deliveries
     WHERE outlet_id = ANY ($1::integer[]) AND remote_id IS NOT NULL AND post_id = id AND sent_at >= to_timestamp($2::float8 / 1000)`,
    [outletIds, since],
  );
  return sum ?? { posts: 0, spent: 0 };
}

/** What of an account was not posted yet, the oldest first. */
export interface WaitingPost {
  deliveryId: number;
  text: string;
  state: string;
  failure: string | null;
  createdAt: Instant;
  nextAttemptAt: Instant;
}

export async function waitingPosts(
  db: Db,
  outletId: number,
  limit: number,
): Promise<WaitingPost[]> {
  return rows(
    db,
    `SELECT d.id AS "deliveryId", ${SAID} AS text, d.state, d.failure, d.created_at AS "createdAt", d.next_attempt_at AS "nextAttemptAt"
     FROM deliveries d JOIN outlets o ON o.id = d.outlet_id JOIN announcements a ON a.id = d.announcement_id
     WHERE d.outlet_id = $1 AND d.state IN ('planned', 'sending', 'retry', 'ambiguous') ORDER BY d.id LIMIT $2`,
    [outletId, limit],
  );
}

/** The namespaces that a time of maintenance (of the window `o.window_id`) covers. */
const COVERED = `SELECT COALESCE(c.namespace_id, v.namespace_id) FROM maintenance_scopes c LEFT JOIN monitors m ON m.id = c.monitor_id
  LEFT JOIN services v ON v.id = COALESCE(c.service_id, m.service_id) WHERE c.window_id = o.window_id`;

/**
 * What waits for an account that no longer speaks for a namespace is not told any more; maintenance that concerns another one
 * for which it speaks is. A message that is tried already, and tells of others, too, stays as it is.
 */
export async function dropWaiting(
  tx: Db,
  outletId: number,
  namespaceId: number,
  reason: string,
  now: Instant,
): Promise<void> {
  const dropped = await rows<{ id: number; outletId: number }>(
    tx,
    `WITH waiting AS (
       SELECT d.id, d.state, COALESCE(d.post_id, d.id) AS message, CASE WHEN o.id IS NULL THEN s.namespace_id = $2 ELSE
         NOT EXISTS (SELECT 1 FROM subscriptions t WHERE t.outlet_id = d.outlet_id AND t.namespace_id <> $2 AND t.namespace_id IN (${COVERED})) END AS theirs
       FROM deliveries d LEFT JOIN incidents i ON i.id = d.incident_id LEFT JOIN services s ON s.id = i.service_id
         LEFT JOIN maintenance_occurrences o ON o.id = d.occurrence_id
       WHERE d.outlet_id = $1 AND d.state IN ('planned', 'sending', 'retry', 'ambiguous'))
     UPDATE deliveries d SET state = 'dropped', failure = $3 FROM waiting w
     WHERE w.id = d.id AND w.theirs AND d.state IN ('planned', 'retry', 'ambiguous')
       AND NOT EXISTS (SELECT 1 FROM waiting x WHERE x.message = w.message AND NOT x.theirs)
     RETURNING d.id, d.outlet_id AS "outletId"`,
    [outletId, namespaceId, reason],
  );
  await closeDrafts(tx, dropped, now);
}

/** The namespace that a delivery is about: that of its incident's service, or the first that its maintenance covers here. */
export async function namespaceOfDelivery(
  db: Db,
  deliveryId: number,
): Promise<{ id: number; name: string } | null> {
  const [found] = await rows<{ id: number; name: string }>(
    db,
    `SELECT n.id, n.name FROM deliveries d JOIN subscriptions t ON t.outlet_id = d.outlet_id JOIN namespaces n ON n.id = t.namespace_id
       LEFT JOIN maintenance_occurrences o ON o.id = d.occurrence_id
     WHERE d.id = $1 ORDER BY COALESCE(n.id = (
       SELECT s.namespace_id FROM incidents i JOIN services s ON s.id = i.service_id WHERE i.id = d.incident_id), n.id IN (${COVERED})) DESC, n.id LIMIT 1`,
    [deliveryId],
  );
  return found ?? null;
}

/** Of deliveries, those about incidents of the same namespace as one of them is. */
export async function inNamespaceOf(
  db: Db,
  deliveryId: number,
  among: readonly number[],
): Promise<Set<number>> {
  const found = await rows<{ id: number }>(
    db,
    `SELECT d.id FROM deliveries d JOIN incidents i ON i.id = d.incident_id JOIN services s ON s.id = i.service_id
     WHERE d.id = ANY ($2::integer[]) AND s.namespace_id = (
       SELECT v.namespace_id FROM deliveries f JOIN incidents j ON j.id = f.incident_id JOIN services v ON v.id = j.service_id WHERE f.id = $1)`,
    [deliveryId, among],
  );
  return new Set(found.map(({ id }) => id));
}

/** Of names (as keys), those of which another account of the same network speaks, too. */
export async function namesHeardElsewhere(
  db: Db,
  { id, channel }: { id: number; channel: string },
  nameKeys: readonly string[],
): Promise<string[]> {
  const found = await rows<{ key: string }>(
    db,
    `SELECT DISTINCT s.name_key AS key FROM services s JOIN subscriptions t ON t.namespace_id = s.namespace_id JOIN outlets o ON o.id = t.outlet_id
     WHERE s.name_key = ANY ($3) AND s.public AND s.removed_at IS NULL AND o.channel = $2 AND o.id <> $1`,
    [id, channel, nameKeys],
  );
  return found.map(({ key }) => key);
}

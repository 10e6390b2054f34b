import type { Instant } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";
import { type OwnTrouble, OwnTroubleEntity } from "../entities/own-troubles.ts";

export type { OwnTrouble } from "../entities/own-troubles.ts";

/** A kind of channel for which something waits that should have been told. */
export interface Backlog {
  channel: string;
  waiting: number;
  /** Since when the oldest waits. */
  since: Instant;
  /** When it last told anything, if that was lately. */
  toldAt: Instant | null;
}

const WAITS_SINCE = `CASE WHEN d.state = 'planned' THEN GREATEST(d.created_at, d.next_attempt_at) ELSE d.created_at END`;
const UNTOLD = `d.state IN ('planned', 'sending', 'retry', 'ambiguous') AND d.next_attempt_at < '9999-01-01' AND o.off_reason IS NULL`;

/** What waits by kind of channel; not what is left to people, nor what goes to channels that are switched off. */
export async function backlogs(
  db: Db,
  now: Instant,
  latelyMs: number,
): Promise<Backlog[]> {
  return rows(
    db,
    `SELECT w.channel, count(*) AS waiting, min(w.since) AS since,
       (SELECT max(t.sent_at) FROM deliveries t JOIN outlets p ON p.id = t.outlet_id
        WHERE t.remote_id IS NOT NULL AND t.sent_at > to_timestamp(($1::float8 - $2) / 1000) AND p.channel = w.channel) AS "toldAt"
     FROM (SELECT o.channel, ${WAITS_SINCE} AS since FROM deliveries d JOIN outlets o ON o.id = d.outlet_id WHERE ${UNTOLD}) AS w
     WHERE w.since <= to_timestamp($1::float8 / 1000) GROUP BY w.channel`,
    [now, latelyMs],
  );
}

/**
 * The kinds of channels with an open trouble by which nothing came through since the newest message began to wait that is
 * later than `lateMs` allows. One address or webhook that takes nothing is no silence while others are told; nor is a
 * reader of the page whose mailbox is full.
 */
export async function silentChannels(
  db: Db,
  now: Instant,
  lateMs: (channel: string) => number,
): Promise<string[]> {
  const silent: string[] = [];
  for (const { channel } of await openTroubles(db)) {
    const [found] = await rows<{ isSilent: boolean }>(
      db,
      `SELECT w.since IS NOT NULL AND NOT EXISTS (SELECT 1 FROM deliveries t JOIN outlets p ON p.id = t.outlet_id
         WHERE t.remote_id IS NOT NULL AND t.sent_at >= w.since AND p.channel = $1) AS "isSilent"
       FROM (SELECT max(${WAITS_SINCE}) AS since FROM deliveries d JOIN outlets o ON o.id = d.outlet_id
         WHERE ${UNTOLD} AND o.channel = $1 AND o.recipient NOT LIKE 'reader:%' AND ${WAITS_SINCE} <= to_timestamp($2::float8 / 1000)) AS w`,
      [channel, now - lateMs(channel)],
    );
    if (found?.isSilent === true) silent.push(channel);
  }
  return silent;
}

/** Opens a trouble; null where there is an open one of this channel already, by whichever instance. */
export async function openTrouble(
  tx: Db,
  { channel, since, waiting }: Backlog,
  now: Instant,
): Promise<number | null> {
  const [opened] = await rows<{ id: number }>(
    tx,
    `INSERT INTO own_troubles (channel, began_at, opened_at, waiting, told) VALUES ($1, to_timestamp($2::float8 / 1000), to_timestamp($3::float8 / 1000), $4, '{}')
     ON CONFLICT (channel) WHERE resolved_at IS NULL DO NOTHING RETURNING id`,
    [channel, since, now, waiting],
  );
  return opened?.id ?? null;
}

export async function keepTold(
  tx: Db,
  id: number,
  outletIds: number[],
): Promise<void> {
  await tx.update(OwnTroubleEntity, { id }, { told: outletIds });
}

/** Ends a trouble; false where another instance did. */
export async function closeTrouble(
  tx: Db,
  id: number,
  now: Instant,
): Promise<boolean> {
  const closed = await rows(
    tx,
    "UPDATE own_troubles SET resolved_at = to_timestamp($2::float8 / 1000) WHERE id = $1 AND resolved_at IS NULL RETURNING id",
    [id, now],
  );
  return closed.length === 1;
}

export async function openTroubles(db: Db): Promise<OwnTrouble[]> {
  return db
    .createQueryBuilder(OwnTroubleEntity, "trouble")
    .where("trouble.resolvedAt IS NULL")
    .orderBy("trouble.id")
    .getMany();
}

export interface DeadLetter {
  outlet: string;
  failure: string;
}

/** Messages that could not be delivered by a channel and of which the operators were not told by another one, for this instance alone. */
export async function takeDeadLetters(
  tx: Db,
  channel: string,
  now: Instant,
): Promise<DeadLetter[]> {
  return rows(
    tx,
    `WITH taken AS (SELECT d.id FROM deliveries d JOIN outlets o ON o.id = d.outlet_id
       WHERE d.state = 'dead' AND d.alarmed_at IS NULL AND o.channel = $1 ORDER BY d.id LIMIT 1000 FOR UPDATE OF d SKIP LOCKED),
     marked AS (UPDATE deliveries d SET alarmed_at = to_timestamp($2::float8 / 1000) FROM taken WHERE d.id = taken.id RETURNING d.id, d.post_id, d.outlet_id, d.failure)
     SELECT o.label AS outlet, COALESCE(m.failure, '') AS failure FROM marked m JOIN outlets o ON o.id = m.outlet_id
     WHERE m.post_id IS NULL OR m.post_id = m.id ORDER BY m.id`,
    [channel, now],
  );
}

/** Words to one of the operators that could not be delivered. */
export interface LostWords {
  announcementId: number;
  channel: "sms" | "mail";
  /** The Slack user id of whom they were for. */
  personId: string;
}

/** Words to people by SMS or mail that could not be delivered, taken once; tests are followed by who sent them. */
export async function takeLostWords(
  tx: Db,
  now: Instant,
): Promise<LostWords[]> {
  return rows(
    tx,
    `WITH taken AS (SELECT d.id FROM deliveries d JOIN outlets o ON o.id = d.outlet_id
       WHERE d.state = 'dead' AND d.alarmed_at IS NULL AND d.reason = 'operators' AND o.channel IN ('sms', 'mail') AND o.recipient NOT LIKE '%:%'
         AND NOT EXISTS (SELECT FROM pager_calls c WHERE c.delivery_id = d.id) ORDER BY d.id LIMIT 100 FOR UPDATE OF d SKIP LOCKED)
     UPDATE deliveries d SET alarmed_at = to_timestamp($1::float8 / 1000) FROM taken, outlets o WHERE d.id = taken.id AND o.id = d.outlet_id
     RETURNING d.announcement_id AS "announcementId", o.channel, o.recipient AS "personId"`,
    [now],
  );
}

/** Tells an announcement through one more outlet; false where that was done before. */
export async function tellAlso(
  tx: Db,
  announcementId: number,
  outletId: number,
  now: Instant,
): Promise<boolean> {
  const told = await rows(
    tx,
    `INSERT INTO deliveries (announcement_id, incident_id, outlet_id, reason, state, next_attempt_at, attempts, created_at)
     SELECT a.id, a.incident_id, $2, a.reason, 'planned', to_timestamp($3::float8 / 1000), 0, to_timestamp($3::float8 / 1000)
     FROM announcements a WHERE a.id = $1 AND NOT EXISTS (SELECT FROM deliveries d WHERE d.announcement_id = a.id AND d.outlet_id = $2) RETURNING id`,
    [announcementId, outletId, now],
  );
  return told.length > 0;
}

/** Addresses of the team, where nobody in particular can be told. */
export async function teamMailLists(db: Db, limit: number): Promise<number[]> {
  const found = await rows<{ id: number }>(
    db,
    "SELECT id FROM outlets WHERE channel = 'mail' AND audience = 'team' AND off_reason IS NULL AND recipient LIKE 'list:%' ORDER BY id LIMIT $1",
    [limit],
  );
  return found.map(({ id }) => id);
}

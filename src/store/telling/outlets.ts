import { channels, leaseMsOf } from "../../domain/channels.ts";
import { matchesPattern, type Named } from "../../domain/pattern.ts";
import type { Instant } from "../../domain/time.ts";
import { affected, byIndex, type Db, preparedRows, rows } from "../db.ts";
import { editIsDue } from "./edits.ts";
import { WAITS } from "./deliveries.ts";
import { aheadMs, type EditPace } from "./edit-pace.ts";
import {
  type Outlet,
  OutletEntity,
  SubscriptionEntity,
} from "../entities/outlets.ts";
import { dropOver } from "./not-told.ts";
import { planMissedEnds } from "./missed-ends.ts";
import { insertSubscription } from "./subscriptions.ts";

/** The outlet for a recipient, made where there is none; one that was switched off is in use again. */
export async function ensureOutlet(
  tx: Db,
  outlet: Pick<Outlet, "channel" | "recipient" | "label" | "audience">,
  now: Instant,
): Promise<Outlet> {
  // One that is there is locked, but as those lock it who plan deliveries for it: no column of a key is written.
  await rows(
    tx,
    `INSERT INTO outlets (channel, recipient, label, audience, lease, created_at) VALUES ($1, $2, $3, $4, 0, to_timestamp($5::float8 / 1000))
     ON CONFLICT (channel, recipient) DO UPDATE SET label = CASE WHEN $6 THEN outlets.label ELSE excluded.label END RETURNING id`,
    [
      outlet.channel,
      outlet.recipient,
      outlet.label,
      outlet.audience,
      now,
      isMention(outlet.label),
    ],
  );
  const found = await tx.findOneByOrFail(OutletEntity, {
    channel: outlet.channel,
    recipient: outlet.recipient,
  });
  return (await switchOn(tx, found, now)) ? getOutlet(tx, found.id) : found;
}

/** A person of whom only the id was known: a name that is there already says more. */
function isMention(label: string): boolean {
  return label.startsWith("<@");
}

export async function getOutlet(db: Db, id: number): Promise<Outlet> {
  return db.findOneByOrFail(OutletEntity, { id });
}

export async function subscribe(
  tx: Db,
  namespaceId: number,
  outletId: number,
): Promise<void> {
  await insertSubscription(tx, {
    outletId,
    namespaceId,
    serviceId: null,
    pattern: null,
    createdBy: null,
  });
}

export async function unsubscribe(
  tx: Db,
  namespaceId: number,
  outletId: number,
): Promise<void> {
  await tx.delete(SubscriptionEntity, { namespaceId, outletId });
}

/** Something that outlets may hear of. */
export interface Heard extends Named {
  namespaceId: number;
  serviceId: number;
}

/** As in the entity; in a storm this is asked for each incident. */
const OUTLET = `outlet.id, outlet.channel, outlet.recipient, outlet.label, outlet.audience, outlet.off_reason AS "offReason",
  outlet.paused_until AS "pausedUntil", outlet.lease_until AS "leaseUntil", outlet.lease, outlet.created_at AS "createdAt", outlet.verbosity,
  outlet.threads, outlet.broadcast, outlet.mention_on_call AS "mentionOnCall"`;

/** Readers of the public page are told together, by the outlet "readers" of what they hear of. */
export const NO_READER =
  "NOT (outlet.channel = 'mail' AND outlet.recipient LIKE 'reader:%')";

/** Who hears of a service and can be reached, each once however many subscriptions mean it, in a fixed order. */
const LISTENERS = {
  name: "listeners",
  text: `
    SELECT ${OUTLET}, array_agg(s.pattern) AS patterns FROM subscriptions s JOIN outlets outlet ON outlet.id = s.outlet_id
    WHERE (s.namespace_id = $1 OR s.service_id = $2 OR s.pattern IS NOT NULL) AND outlet.off_reason IS NULL AND ${NO_READER}
    GROUP BY outlet.id ORDER BY outlet.id`,
};

export async function listenersOf(db: Db, heard: Heard): Promise<Outlet[]> {
  const { namespaceId, serviceId } = heard;
  const found = await preparedRows<Outlet & { patterns: (string | null)[] }>(
    db,
    LISTENERS,
    [namespaceId, serviceId],
  );
  return found.flatMap(({ patterns, ...outlet }) =>
    patterns.some(
      (pattern) => pattern === null || matchesPattern(pattern, heard),
    )
      ? [outlet]
      : [],
  );
}

/** The outlets that hear of whole namespaces, also those that are switched off; not each reader of the public page. */
export async function outletsByNamespace(db: Db): Promise<
  {
    namespaceId: number;
    label: string;
    channel: string;
    offReason: string | null;
  }[]
> {
  return rows(
    db,
    `SELECT s.namespace_id AS "namespaceId", o.label, o.channel, o.off_reason AS "offReason"
     FROM subscriptions s JOIN outlets o ON o.id = s.outlet_id
     WHERE s.namespace_id IS NOT NULL AND o.channel <> 'readers' AND NOT (o.channel = 'mail' AND o.recipient LIKE 'reader:%') ORDER BY o.channel, o.label`,
  );
}

/** Where the team hears of a namespace, as far as it can be reached. */
export async function teamOutletsOf(
  db: Db,
  namespaceId: number,
): Promise<Pick<Outlet, "id" | "channel" | "label">[]> {
  return rows(
    db,
    `SELECT o.id, o.channel, o.label FROM subscriptions s JOIN outlets o ON o.id = s.outlet_id
     WHERE s.namespace_id = $1 AND o.audience = 'team' AND o.off_reason IS NULL ORDER BY o.id`,
    [namespaceId],
  );
}

/** How long what an outlet hears is folded: the longest of the namespaces that it may hear of, 0 for one without any. */
export async function foldWindowOf(db: Db, outletId: number): Promise<number> {
  const [row] = await rows<{ ms: number }>(
    db,
    `SELECT COALESCE(max(n.fold_ms), 0) AS ms FROM subscriptions s LEFT JOIN services v ON v.id = s.service_id
     JOIN namespaces n ON n.removed_at IS NULL AND (s.pattern IS NOT NULL OR n.id = COALESCE(s.namespace_id, v.namespace_id)) WHERE s.outlet_id = $1`,
    [outletId],
  );
  return row?.ms ?? 0;
}

/** Nothing more is sent there, and why. */
export async function switchOff(
  tx: Db,
  outletId: number,
  reason: string,
): Promise<void> {
  await tx.update(OutletEntity, { id: outletId }, { offReason: reason });
}

/**
 * An outlet that was switched off is told again, of what is still true; false where it is in use already. This is the only
 * way by which one comes back.
 */
export async function switchOn(
  tx: Db,
  { id, offReason }: Pick<Outlet, "id" | "offReason">,
  now: Instant,
): Promise<boolean> {
  if (offReason === null) return false;
  const changed = await affected(
    tx,
    "UPDATE outlets SET off_reason = NULL, paused_until = NULL WHERE id = $1 AND off_reason IS NOT NULL",
    [id],
  );
  if (changed === 0) return false;
  await dropOver(tx, id, now);
  await planMissedEnds(tx, id, now);
  return true;
}

/** Nothing is told there any more, nor what still waited for it. */
export async function retire(
  tx: Db,
  outletId: number,
  reason: string,
): Promise<void> {
  await affected(
    tx,
    "UPDATE deliveries SET state = 'dropped', failure = $2 WHERE outlet_id = $1 AND state IN ('planned', 'retry', 'ambiguous')",
    [outletId, reason],
  );
  await switchOff(tx, outletId, reason);
}

/** Mails go to many addresses by a server that may be slow, webhooks to anybody's: nothing else waits behind them. */
export const slowLanes = ["mail", "webhook"] as const;
/** A channel that has a lane of its own, or all others. */
export type Lane = (typeof slowLanes)[number] | "others";

const LEASES = JSON.stringify(
  Object.fromEntries(
    Object.keys(channels).map((channel) => [channel, leaseMsOf(channel)]),
  ),
);

/** The earliest is asked for, not whether there is any: that is the first entry of an index, however many wait. */
const CLAIM = {
  name: "claim outlets",
  text: `
    UPDATE outlets SET lease = lease + 1, lease_until = now() + COALESCE(($2::jsonb ->> channel)::float8, $7) * interval '1 millisecond'
    WHERE id IN (
      SELECT o.id FROM outlets o
      WHERE CASE WHEN o.channel = ANY ($6) THEN o.channel ELSE 'others' END = $5 AND o.off_reason IS NULL AND (o.lease_until IS NULL OR o.lease_until < now()) AND (o.paused_until IS NULL OR o.paused_until <= now())
        AND ((SELECT d.next_attempt_at FROM deliveries d WHERE d.outlet_id = o.id AND ${WAITS} ORDER BY d.next_attempt_at LIMIT 1) <= now()
          OR (EXISTS (SELECT 1 FROM deliveries d WHERE d.outlet_id = o.id AND ${editIsDue("$3")})
            AND NOT EXISTS (SELECT 1 FROM edit_paces p WHERE p.channel = o.channel AND p.used_until > now() + $4 * interval '1 millisecond')))
      ORDER BY CASE WHEN $5 = 'others' THEN (SELECT min(d.edit_due_at) FROM deliveries d WHERE d.outlet_id = o.id AND d.edit_due_at <= now()) END NULLS FIRST,
        o.recipient LIKE 'reader:%', o.id
      LIMIT $1 FOR UPDATE OF o SKIP LOCKED)
    RETURNING id`,
};

/**
 * Gives outlets that have something to do to this instance, for a while: what waits and is due, or a message that is
 * to be brought up to date. One deliverer at a time keeps the order and the remote's pace.
 */
export async function claimOutlets(
  db: Db,
  { limit, edits, lane }: { limit: number; edits: EditPace; lane: Lane },
): Promise<Outlet[]> {
  const claimed = await byIndex<{ id: number }>(db, CLAIM, [
    limit,
    LEASES,
    edits.gapMs,
    aheadMs(edits),
    lane,
    slowLanes,
    leaseMsOf(""),
  ]);
  if (claimed.length === 0) return [];
  return db
    .createQueryBuilder(OutletEntity, "outlet")
    .where("outlet.id = ANY (:ids)", { ids: claimed.map(({ id }) => id) })
    .getMany();
}

/** Extends the lease, or tells that another deliverer has it by now. */
export async function holdOutlet(
  tx: Db,
  { id, lease, channel }: Pick<Outlet, "id" | "lease" | "channel">,
): Promise<boolean> {
  const held = await rows(
    tx,
    "UPDATE outlets SET lease_until = now() + $3 * interval '1 millisecond' WHERE id = $1 AND lease = $2 RETURNING id",
    [id, lease, leaseMsOf(channel)],
  );
  return held.length === 1;
}

/** Gives an outlet back, from `pausedUntil` on where the remote asked for patience. */
export async function releaseOutlet(
  db: Db,
  { id, lease }: Pick<Outlet, "id" | "lease">,
  pausedUntil: Instant | null,
): Promise<void> {
  await rows(
    db,
    "UPDATE outlets SET lease_until = NULL, paused_until = to_timestamp($3::float8 / 1000) WHERE id = $1 AND lease = $2 RETURNING id",
    [id, lease, pausedUntil],
  );
}

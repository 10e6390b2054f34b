import type { Instant } from "../domain/time.ts";
import { type Db, preparedRows, rows } from "./db.ts";
import {
  type Outlet,
  OutletEntity,
  SubscriptionEntity,
} from "./entities/announcements.ts";

/** The outlet for a recipient, made where there is none; one that was switched off is in use again. */
export async function ensureOutlet(
  tx: Db,
  outlet: Pick<Outlet, "channel" | "recipient" | "label" | "audience">,
  now: Instant,
): Promise<Outlet> {
  await tx
    .createQueryBuilder()
    .insert()
    .into(OutletEntity)
    .values({
      ...outlet,
      offReason: null,
      pausedUntil: null,
      leaseUntil: null,
      lease: 0,
      createdAt: now,
    })
    .orUpdate(["label", "off_reason"], ["channel", "recipient"])
    .execute();
  return tx.findOneByOrFail(OutletEntity, {
    channel: outlet.channel,
    recipient: outlet.recipient,
  });
}

export async function getOutlet(db: Db, id: number): Promise<Outlet> {
  return db.findOneByOrFail(OutletEntity, { id });
}

export async function subscribe(
  tx: Db,
  namespaceId: number,
  outletId: number,
): Promise<void> {
  await tx
    .createQueryBuilder()
    .insert()
    .into(SubscriptionEntity)
    .values({ namespaceId, outletId })
    .orIgnore()
    .execute();
}

export async function unsubscribe(
  tx: Db,
  namespaceId: number,
  outletId: number,
): Promise<void> {
  await tx.delete(SubscriptionEntity, { namespaceId, outletId });
}

/** Who hears of a namespace and can be reached, in a fixed order. */
export async function listenersOf(
  db: Db,
  namespaceId: number,
): Promise<Outlet[]> {
  return db
    .createQueryBuilder(OutletEntity, "outlet")
    .innerJoin(
      "subscriptions",
      "subscription",
      "subscription.outlet_id = outlet.id",
    )
    .where(
      "subscription.namespace_id = :namespaceId AND outlet.offReason IS NULL",
      { namespaceId },
    )
    .orderBy("outlet.id")
    .getMany();
}

/** The outlets of each namespace, also those that are switched off. */
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
     FROM subscriptions s JOIN outlets o ON o.id = s.outlet_id ORDER BY o.channel, o.label`,
  );
}

/** How long what an outlet hears is folded: the longest of its namespaces, 0 for one without any. */
export async function foldWindowOf(db: Db, outletId: number): Promise<number> {
  const [row] = await rows<{ ms: number }>(
    db,
    `SELECT COALESCE(max(n.fold_ms), 0) AS ms FROM subscriptions s JOIN namespaces n ON n.id = s.namespace_id WHERE s.outlet_id = $1`,
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

const WAITING = "('planned', 'sending', 'retry', 'ambiguous')";

const CLAIM = {
  name: "claim outlets",
  text: `
    UPDATE outlets SET lease = lease + 1, lease_until = now() + $2 * interval '1 millisecond'
    WHERE id IN (
      SELECT o.id FROM outlets o
      WHERE o.off_reason IS NULL AND (o.lease_until IS NULL OR o.lease_until < now()) AND (o.paused_until IS NULL OR o.paused_until <= now())
        AND (EXISTS (SELECT 1 FROM deliveries d WHERE d.outlet_id = o.id AND d.state IN ${WAITING} AND d.next_attempt_at <= now())
          OR EXISTS (SELECT 1 FROM deliveries d WHERE d.outlet_id = o.id AND d.edit_due_at <= now()))
      ORDER BY o.id LIMIT $1 FOR UPDATE OF o SKIP LOCKED)
    RETURNING id`,
};

/**
 * Gives outlets that have something to do to this instance, for `leaseMs`: what waits and is due, or a message that is
 * to be brought up to date. One deliverer at a time keeps the order and the remote's pace.
 */
export async function claimOutlets(
  db: Db,
  { limit, leaseMs }: { limit: number; leaseMs: number },
): Promise<Outlet[]> {
  const claimed = await preparedRows<{ id: number }>(db, CLAIM, [
    limit,
    leaseMs,
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
  { id, lease }: Pick<Outlet, "id" | "lease">,
  leaseMs: number,
): Promise<boolean> {
  const held = await rows(
    tx,
    "UPDATE outlets SET lease_until = now() + $3 * interval '1 millisecond' WHERE id = $1 AND lease = $2 RETURNING id",
    [id, lease, leaseMs],
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

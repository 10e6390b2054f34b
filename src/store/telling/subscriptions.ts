import { type Db, rows } from "../db.ts";
import { type Subscription, SubscriptionEntity } from "../entities/outlets.ts";
import {
  type SubscriptionLine,
  subscriptionLines,
} from "./subscription-lines.ts";

export type { SubscriptionLine } from "./subscription-lines.ts";

/** Whether it is new; the same again changes nothing. */
export async function insertSubscription(
  tx: Db,
  {
    outletId,
    namespaceId,
    serviceId,
    pattern,
    createdBy,
  }: Omit<Subscription, "id">,
): Promise<boolean> {
  const made = await rows(
    tx,
    `INSERT INTO subscriptions (outlet_id, namespace_id, service_id, pattern, created_by) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING RETURNING id`,
    [outletId, namespaceId, serviceId, pattern, createdBy],
  );
  return made.length > 0;
}

export async function deleteSubscription(tx: Db, id: number): Promise<void> {
  await tx.delete(SubscriptionEntity, { id });
}

/** What channels and people of Slack hear of: namespaces first, then services, then patterns. */
export async function subscriptionsOf(
  db: Db,
  recipients: readonly string[],
): Promise<SubscriptionLine[]> {
  return subscriptionLines(
    db,
    "o.channel = 'slack' AND o.recipient = ANY ($1) ORDER BY s.pattern, n.slug, v.name_key NULLS FIRST, s.id",
    [recipients],
  );
}

export async function findSubscription(
  db: Db,
  id: number,
): Promise<SubscriptionLine | null> {
  return (await subscriptionLines(db, "s.id = $1", [id]))[0] ?? null;
}

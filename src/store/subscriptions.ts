import { type Db, rows } from "./db.ts";
import {
  type Subscription,
  SubscriptionEntity,
} from "./entities/announcements.ts";

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

/** A subscription with the names of all that it joins. */
export interface SubscriptionLine {
  id: number;
  channel: string;
  recipient: string;
  outletLabel: string;
  /** Why nothing arrives there at the moment. */
  offReason: string | null;
  createdBy: string | null;
  pattern: string | null;
  /** Of the namespace, or the one that the service lies in; null for a pattern. */
  namespaceId: number | null;
  namespaceSlug: string | null;
  namespaceName: string | null;
  owners: string[] | null;
  serviceId: number | null;
  serviceName: string | null;
}

const LINE = `
  SELECT s.id, o.channel, o.recipient, o.label AS "outletLabel", o.off_reason AS "offReason", s.created_by AS "createdBy", s.pattern,
    n.id AS "namespaceId", n.slug AS "namespaceSlug", n.name AS "namespaceName", n.owners, v.id AS "serviceId", v.name AS "serviceName"
  FROM subscriptions s JOIN outlets o ON o.id = s.outlet_id LEFT JOIN services v ON v.id = s.service_id
    LEFT JOIN namespaces n ON n.id = COALESCE(s.namespace_id, v.namespace_id)
  WHERE v.removed_at IS NULL`;

/** What channels and people of Slack hear of: namespaces first, then services, then patterns. */
export async function subscriptionsOf(
  db: Db,
  recipients: readonly string[],
): Promise<SubscriptionLine[]> {
  return rows(
    db,
    `${LINE} AND o.channel = 'slack' AND o.recipient = ANY ($1) ORDER BY s.pattern, n.slug, v.name_key NULLS FIRST, s.id`,
    [recipients],
  );
}

export async function findSubscription(
  db: Db,
  id: number,
): Promise<SubscriptionLine | null> {
  return (
    (await rows<SubscriptionLine>(db, `${LINE} AND s.id = $1`, [id]))[0] ?? null
  );
}

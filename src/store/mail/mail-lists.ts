import type { Verbosity } from "../../domain/announcement.ts";
import { affected, type Db, rows } from "../db.ts";
import { OutletEntity } from "../entities/outlets.ts";
import {
  BY_NAMESPACE,
  type SubscriptionLine,
  subscriptionLines,
} from "../telling/subscription-lines.ts";

const MAIL = "o.channel = 'mail'";

/** What an address hears of. */
export type MailLine = SubscriptionLine;

/** What the addresses of lists and people hear of; those that came by the public page are not among them. */
export async function mailLines(
  db: Db,
  { namespaceId, limit }: { namespaceId: number | null; limit: number },
): Promise<MailLine[]> {
  return subscriptionLines(
    db,
    `${MAIL} AND o.recipient NOT LIKE 'reader:%' AND ($1::integer IS NULL OR n.id = $1) ${BY_NAMESPACE} LIMIT $2`,
    [namespaceId, limit],
  );
}

/** What these hear of. */
export async function mailLinesOf(
  db: Db,
  recipients: readonly string[],
): Promise<MailLine[]> {
  return subscriptionLines(
    db,
    `${MAIL} AND o.recipient = ANY ($1) ${BY_NAMESPACE}`,
    [recipients],
  );
}

export async function findMailLine(
  db: Db,
  id: number,
): Promise<MailLine | null> {
  return (
    (await subscriptionLines(db, `${MAIL} AND s.id = $1`, [id]))[0] ?? null
  );
}

/** How many came by the public page and said that they meant it: namespace to number. */
export async function readersByNamespace(
  db: Db,
): Promise<{ slug: string; count: number }[]> {
  return rows(
    db,
    `SELECT n.slug, count(DISTINCT o.id) AS count FROM subscriptions s JOIN outlets o ON o.id = s.outlet_id
       LEFT JOIN services v ON v.id = s.service_id JOIN namespaces n ON n.id = COALESCE(s.namespace_id, v.namespace_id)
     WHERE o.channel = 'mail' AND o.recipient LIKE 'reader:%' AND o.off_reason IS NULL GROUP BY n.slug ORDER BY n.slug`,
  );
}

export async function setVerbosity(
  tx: Db,
  outletId: number,
  verbosity: Verbosity,
): Promise<void> {
  await tx.update(OutletEntity, { id: outletId }, { verbosity });
}

/** Ends all that an address hears of; returns how much that was. */
export async function deleteSubscriptionsOf(
  tx: Db,
  outletId: number,
): Promise<number> {
  return affected(tx, "DELETE FROM subscriptions WHERE outlet_id = $1", [
    outletId,
  ]);
}

import { type Db, rows } from "../db.ts";
import {
  type SubscriptionLine,
  subscriptionLines,
} from "./subscription-lines.ts";

/** What a webhook hears of; its address is a secret of the outlet. */
export type HookLine = SubscriptionLine;

/** By number, by which one is named. */
export async function hookLines(db: Db, limit: number): Promise<HookLine[]> {
  return subscriptionLines(db, "o.channel = 'webhook' ORDER BY s.id LIMIT $1", [
    limit,
  ]);
}

/** Those that hear of a namespace as a whole. */
export async function hookLinesOf(
  db: Db,
  namespaceId: number,
): Promise<HookLine[]> {
  return subscriptionLines(
    db,
    "o.channel = 'webhook' AND s.namespace_id = $1 ORDER BY s.id",
    [namespaceId],
  );
}

export async function findHookLine(
  db: Db,
  id: number,
): Promise<HookLine | null> {
  return (
    (
      await subscriptionLines(db, "o.channel = 'webhook' AND s.id = $1", [id])
    )[0] ?? null
  );
}

/** Whether an outlet hears of anything. */
export async function hearsAnything(
  db: Db,
  outletId: number,
): Promise<boolean> {
  const found = await rows(
    db,
    "SELECT 1 FROM subscriptions WHERE outlet_id = $1 LIMIT 1",
    [outletId],
  );
  return found.length > 0;
}

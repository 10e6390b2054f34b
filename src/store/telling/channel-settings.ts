import { type Db, rows } from "../db.ts";
import { type Outlet, OutletEntity } from "../entities/outlets.ts";

/** How a channel wants to hear. */
export type ChannelSettings = Pick<
  Outlet,
  "verbosity" | "threads" | "broadcast" | "mentionOnCall"
>;

export async function findOutlet(
  db: Db,
  channel: string,
  recipient: string,
): Promise<Outlet | null> {
  return db.findOneBy(OutletEntity, { channel, recipient });
}

export async function changeOutlet(
  tx: Db,
  id: number,
  change: Partial<ChannelSettings>,
): Promise<void> {
  if (Object.keys(change).length > 0)
    await tx.update(OutletEntity, { id }, change);
}

/** The namespaces of which an outlet hears something; a pattern may mean any. */
export async function placesHeard(
  db: Db,
  outletId: number,
): Promise<{ id: number; name: string; owners: string[] }[]> {
  return rows(
    db,
    `SELECT DISTINCT n.id, n.name, n.owners FROM subscriptions s LEFT JOIN services v ON v.id = s.service_id
     JOIN namespaces n ON n.removed_at IS NULL AND (s.pattern IS NOT NULL OR n.id = COALESCE(s.namespace_id, v.namespace_id))
     WHERE s.outlet_id = $1 ORDER BY n.id`,
    [outletId],
  );
}

import type { Instant } from "../../domain/time.ts";
import { affected, type Db, rows } from "../db.ts";

/** What a namespace still holds: it is not removed before all of that is gone. */
export interface NamespaceContents {
  services: number;
  monitors: number;
  /** Maintenance of all of it that runs or comes. */
  windows: { id: number; title: string }[];
}

export async function contentsOf(
  db: Db,
  namespaceId: number,
): Promise<NamespaceContents> {
  const [counts] = await rows<Omit<NamespaceContents, "windows">>(
    db,
    `SELECT count(DISTINCT s.id) AS services, count(m.id) AS monitors
     FROM services s LEFT JOIN monitors m ON m.service_id = s.id AND m.removed_at IS NULL
     WHERE s.namespace_id = $1 AND s.removed_at IS NULL`,
    [namespaceId],
  );
  if (counts === undefined) throw new Error("an aggregate has a row");
  const windows = await rows<{ id: number; title: string }>(
    db,
    `SELECT DISTINCT w.id, w.title FROM maintenance_scopes c JOIN maintenance_windows w ON w.id = c.window_id
       JOIN maintenance_occurrences o ON o.window_id = w.id AND o.state IN ('planned', 'running')
     WHERE c.namespace_id = $1 ORDER BY w.id`,
    [namespaceId],
  );
  return { ...counts, windows };
}

/** Who hears of a namespace as a whole, but for the readers of its page, who are many. */
export async function hearersOf(
  db: Db,
  namespaceId: number,
): Promise<{ label: string; channel: string; readers: number }[]> {
  return rows(
    db,
    `SELECT min(o.label) AS label, o.channel, count(*) FILTER (WHERE o.recipient LIKE 'reader:%') AS readers
     FROM subscriptions s JOIN outlets o ON o.id = s.outlet_id WHERE s.namespace_id = $1 AND o.channel <> 'readers'
     GROUP BY o.channel, CASE WHEN o.recipient LIKE 'reader:%' THEN 0 ELSE o.id END ORDER BY o.channel, label`,
    [namespaceId],
  );
}

/** All that people have said of it: who hears, who is on call, who may what, how its page looks and speaks. */
const SETTINGS = [
  "subscriptions",
  "report_subscriptions",
  "role_grants",
  "rotas",
  "rota_overrides",
  "appearances",
  "panels",
  "voices",
  "mail_signups",
] as const;

/** Its history stays, its short name is free. It is locked, and holds nothing any more. */
export async function markNamespaceRemoved(
  tx: Db,
  id: number,
  at: Instant,
): Promise<void> {
  for (const table of SETTINGS)
    await affected(tx, `DELETE FROM ${table} WHERE namespace_id = $1`, [id]);
  await affected(
    tx,
    "UPDATE namespaces SET removed_at = to_timestamp($2::float8 / 1000) WHERE id = $1",
    [id, at],
  );
}

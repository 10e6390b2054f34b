import { type Db, rows } from "../db.ts";

/** Monitors of servers that take mail. */
export async function mailServerMonitors(
  db: Db,
  types: readonly string[],
  limit: number,
): Promise<{ name: string; type: string; settings: unknown }[]> {
  return rows(
    db,
    `SELECT n.slug || '/' || s.name || '/' || m.name AS name, m.type, m.settings
     FROM monitors m JOIN services s ON s.id = m.service_id JOIN namespaces n ON n.id = s.namespace_id
     WHERE m.type = ANY ($1) AND m.removed_at IS NULL AND s.removed_at IS NULL ORDER BY m.id LIMIT $2`,
    [types, limit],
  );
}

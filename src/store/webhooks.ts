import { type Db, rows } from "./db.ts";

/** What a webhook hears of, with the names of all that it joins; its address is a secret of the outlet. */
export interface HookLine {
  id: number;
  outletId: number;
  recipient: string;
  outletLabel: string;
  /** Why nothing is sent there any more. */
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
  SELECT s.id, o.id AS "outletId", o.recipient, o.label AS "outletLabel", o.off_reason AS "offReason", s.created_by AS "createdBy",
    s.pattern, n.id AS "namespaceId", n.slug AS "namespaceSlug", n.name AS "namespaceName", n.owners,
    v.id AS "serviceId", v.name AS "serviceName"
  FROM subscriptions s JOIN outlets o ON o.id = s.outlet_id LEFT JOIN services v ON v.id = s.service_id
    LEFT JOIN namespaces n ON n.id = COALESCE(s.namespace_id, v.namespace_id)
  WHERE o.channel = 'webhook' AND v.removed_at IS NULL`;

export async function hookLines(db: Db, limit: number): Promise<HookLine[]> {
  return rows(
    db,
    `${LINE} ORDER BY n.slug, v.name_key NULLS FIRST, s.pattern, o.label, s.id LIMIT $1`,
    [limit],
  );
}

export async function findHookLine(
  db: Db,
  id: number,
): Promise<HookLine | null> {
  return (await rows<HookLine>(db, `${LINE} AND s.id = $1`, [id]))[0] ?? null;
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

import { type Db, rows } from "../db.ts";
import type { Scope } from "./maintenance.ts";

/** The namespaces that scopes lie in; `isWhole` where nothing of them was removed. */
export async function scopePlaces(
  db: Db,
  scopes: readonly Scope[],
): Promise<{
  places: { id: number; name: string; owners: string[] }[];
  isWhole: boolean;
}> {
  const found = await rows<{ id: number; name: string; owners: string[] }>(
    db,
    `SELECT n.id, n.name, n.owners
     FROM unnest($1::integer[], $2::integer[], $3::integer[]) AS c (namespace_id, service_id, monitor_id)
       LEFT JOIN monitors m ON m.id = c.monitor_id AND m.removed_at IS NULL
       LEFT JOIN services s ON s.id = COALESCE(c.service_id, m.service_id) AND s.removed_at IS NULL
       JOIN namespaces n ON n.id = COALESCE(c.namespace_id, s.namespace_id) AND n.removed_at IS NULL`,
    [
      scopes.map(({ namespaceId }) => namespaceId),
      scopes.map(({ serviceId }) => serviceId),
      scopes.map(({ monitorId }) => monitorId),
    ],
  );
  return {
    places: [...new Map(found.map((place) => [place.id, place])).values()],
    isWhole: found.length === scopes.length,
  };
}

/** What a window covers. */
export async function scopesOf(db: Db, windowId: number): Promise<Scope[]> {
  return rows(
    db,
    `SELECT namespace_id AS "namespaceId", service_id AS "serviceId", monitor_id AS "monitorId"
     FROM maintenance_scopes WHERE window_id = $1 ORDER BY id`,
    [windowId],
  );
}

/** Something that a window may cover, as a menu offers it. */
export interface ScopeChoice extends Scope {
  /** "iati/*", "iati/Datastore", "iati/Datastore/front page" */
  label: string;
}

const CHOICE = `
  SELECT n.id AS "namespaceId", NULL::integer AS "serviceId", NULL::integer AS "monitorId", n.slug || '/*' AS label, n.slug || '/* ' || lower(n.name) AS key, 1 AS rank FROM namespaces n WHERE n.removed_at IS NULL
  UNION ALL SELECT NULL, s.id, NULL, n.slug || '/' || s.name, n.slug || '/' || s.name_key, 2
    FROM services s JOIN namespaces n ON n.id = s.namespace_id WHERE s.removed_at IS NULL
  UNION ALL SELECT NULL, NULL, m.id, n.slug || '/' || s.name || '/' || m.name, n.slug || '/' || s.name_key || '/' || m.name_key, 3
    FROM monitors m JOIN services s ON s.id = m.service_id JOIN namespaces n ON n.id = s.namespace_id WHERE m.removed_at IS NULL`;

/** What may be meant by a part of a name: namespaces before services before monitors. */
export async function suggestScopes(
  db: Db,
  { key, limit }: { key: string; limit: number },
): Promise<ScopeChoice[]> {
  return rows(
    db,
    `SELECT "namespaceId", "serviceId", "monitorId", label FROM (${CHOICE}) c WHERE strpos(key, $1) > 0 ORDER BY rank, label LIMIT $2`,
    [key, limit],
  );
}

/** The choices that scopes are. */
export async function namedScopes(
  db: Db,
  scopes: readonly Scope[],
): Promise<ScopeChoice[]> {
  return rows(
    db,
    `SELECT "namespaceId", "serviceId", "monitorId", label FROM (${CHOICE}) c
     WHERE "namespaceId" = ANY ($1::integer[]) OR "serviceId" = ANY ($2::integer[]) OR "monitorId" = ANY ($3::integer[]) ORDER BY rank, label`,
    [
      scopes.flatMap(({ namespaceId }) => namespaceId ?? []),
      scopes.flatMap(({ serviceId }) => serviceId ?? []),
      scopes.flatMap(({ monitorId }) => monitorId ?? []),
    ],
  );
}

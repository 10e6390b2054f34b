import { type Db, rows } from "../db.ts";
import { type RoleGrant, RoleGrantEntity } from "../entities/people.ts";

/** A role as it is listed, with the namespace's name. */
export interface RoleLine extends RoleGrant {
  namespaceSlug: string | null;
}

/** All that was given: as many rows as people were named, a few dozen. */
export async function listRoleGrants(db: Db): Promise<RoleLine[]> {
  return rows(
    db,
    `SELECT g.id, g.kind, g.subject, g.label, g.namespace_id AS "namespaceId", g.role, g.created_at AS "createdAt", n.slug AS "namespaceSlug"
     FROM role_grants g LEFT JOIN namespaces n ON n.id = g.namespace_id ORDER BY n.slug NULLS FIRST, g.label, g.id`,
  );
}

/** Makes or changes what a person, a group or all guests may. */
export async function putRoleGrant(
  tx: Db,
  { kind, subject, label, namespaceId, role, createdAt }: Omit<RoleGrant, "id">,
): Promise<void> {
  await rows(
    tx,
    `INSERT INTO role_grants (kind, subject, label, namespace_id, role, created_at) VALUES ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000))
     ON CONFLICT ON CONSTRAINT role_grants_subject_key DO UPDATE SET label = EXCLUDED.label, role = EXCLUDED.role`,
    [kind, subject, label, namespaceId, role, createdAt],
  );
}

export async function deleteRoleGrant(tx: Db, id: number): Promise<void> {
  await tx.delete(RoleGrantEntity, { id });
}

/** Changes of roles wait for one another: two admins who remove each other must not both succeed. */
export async function lockRoleGrants(tx: Db): Promise<void> {
  await tx.query("LOCK TABLE role_grants IN SHARE ROW EXCLUSIVE MODE");
}

/** Takes somebody off the owners of a namespace, or (null) of all; the short names of those where they were one. */
export async function removeOwner(
  tx: Db,
  userId: string,
  namespaceId: number | null,
): Promise<string[]> {
  const changed = await rows<{ slug: string }>(
    tx,
    `UPDATE namespaces SET owners = array_remove(owners, $1) WHERE $1 = ANY (owners) AND ($2::int IS NULL OR id = $2) RETURNING slug`,
    [userId, namespaceId],
  );
  return changed.map(({ slug }) => slug);
}

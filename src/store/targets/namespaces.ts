import { IsNull } from "typeorm";
import type { Instant } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";
import { type Namespace, NamespaceEntity } from "../entities/namespaces.ts";
import { findRow } from "../statements.ts";

export async function listNamespaces(db: Db): Promise<Namespace[]> {
  return db.find(NamespaceEntity, {
    where: { removedAt: IsNull() },
    order: { slug: "ASC" },
  });
}

export async function findNamespace(
  db: Db,
  slug: string,
): Promise<Namespace | null> {
  return db.findOneBy(NamespaceEntity, {
    slug: slug.toLowerCase(),
    removedAt: IsNull(),
  });
}

/** Keeps a namespace from being removed until the transaction ends; false where it was removed. */
export async function holdNamespace(tx: Db, id: number): Promise<boolean> {
  const held = await rows(
    tx,
    "SELECT 1 FROM namespaces WHERE id = $1 AND removed_at IS NULL FOR KEY SHARE",
    [id],
  );
  return held.length > 0;
}

export async function getNamespace(db: Db, id: number): Promise<Namespace> {
  const found = await findRow(db, NamespaceEntity, "id = $1", [id]);
  if (found === null) throw new Error(`there is no namespace ${id}`);
  return found;
}

export async function insertNamespace(
  db: Db,
  namespace: Omit<Namespace, "id">,
): Promise<Namespace> {
  return db.save(NamespaceEntity, namespace);
}

/** The namespace, locked until the transaction ends. */
export async function lockNamespace(tx: Db, id: number): Promise<Namespace> {
  return tx
    .createQueryBuilder(NamespaceEntity, "namespace")
    .setLock("pessimistic_write")
    .where("namespace.id = :id", { id })
    .getOneOrFail();
}

export async function updateNamespace(
  tx: Db,
  { id, ...fields }: Namespace,
): Promise<void> {
  await tx.update(NamespaceEntity, { id }, fields);
}

/** The Slack channels that hear of a namespace. */
export async function slackChannelsOf(
  db: Db,
  namespaceId: number,
): Promise<{ id: string; label: string }[]> {
  return rows(
    db,
    `SELECT o.recipient AS id, o.label FROM subscriptions s JOIN outlets o ON o.id = s.outlet_id
     WHERE s.namespace_id = $1 AND o.channel = 'slack' AND o.recipient !~ '^[UW]' ORDER BY o.label`,
    [namespaceId],
  );
}

/** The services of a namespace that have a monitor with cron lines. */
export async function servicesWithSchedules(
  db: Db,
  namespaceId: number,
): Promise<number[]> {
  const found = await rows<{ id: number }>(
    db,
    `SELECT s.id FROM services s WHERE s.namespace_id = $1 AND s.removed_at IS NULL AND EXISTS (
       SELECT 1 FROM monitors m WHERE m.service_id = s.id AND m.removed_at IS NULL AND m.schedule IS NOT NULL) ORDER BY s.id`,
    [namespaceId],
  );
  return found.map(({ id }) => id);
}

/** The incidents of a namespace in which a service is down at the moment. */
export async function outagesIn(
  db: Db,
  namespaceId: number,
): Promise<{ incidentId: number; downSince: Instant }[]> {
  return rows(
    db,
    `SELECT i.id AS "incidentId", i.down_since AS "downSince" FROM incidents i JOIN services s ON s.id = i.service_id
     WHERE s.namespace_id = $1 AND i.resolved_at IS NULL AND i.down_since IS NOT NULL`,
    [namespaceId],
  );
}

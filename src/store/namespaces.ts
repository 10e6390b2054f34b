import type { Db } from "./db.ts";
import { type Namespace, NamespaceEntity } from "./entities/namespaces.ts";

export async function listNamespaces(db: Db): Promise<Namespace[]> {
  return db.find(NamespaceEntity, { order: { slug: "ASC" } });
}

export async function findNamespace(
  db: Db,
  slug: string,
): Promise<Namespace | null> {
  return db.findOneBy(NamespaceEntity, { slug: slug.toLowerCase() });
}

export async function getNamespace(db: Db, id: number): Promise<Namespace> {
  return db.findOneByOrFail(NamespaceEntity, { id });
}

export async function insertNamespace(
  db: Db,
  namespace: Omit<Namespace, "id">,
): Promise<Namespace> {
  return db.save(NamespaceEntity, namespace);
}

import type { Status } from "../../domain/service.ts";
import type { Instant } from "../../domain/time.ts";
import { CHANGES_CHANNEL } from "../changes.ts";
import { type Db, preparedRows, rows } from "../db.ts";
import {
  FormerSlugEntity,
  type Service,
  ServiceEntity,
} from "../entities/services.ts";
import { lockRows } from "../statements.ts";

/**
 * The service, locked until the transaction ends: whoever changes the health of one of its monitors takes this lock
 * first, so that its status and its incident follow the monitors one change at a time. Null where it was removed.
 */
export async function lockService(
  tx: Db,
  serviceId: number,
): Promise<Service | null> {
  return (await lockServices(tx, [serviceId])).get(serviceId) ?? null;
}

/** Several at once, by id; without those that were removed. */
export async function lockServices(
  tx: Db,
  ids: readonly number[],
): Promise<Map<number, Service>> {
  const locked = await lockRows(
    tx,
    ServiceEntity,
    "id = ANY ($1::integer[]) AND removed_at IS NULL",
    [ids],
  );
  return new Map(locked.map((service) => [service.id, service]));
}

export async function getService(db: Db, id: number): Promise<Service> {
  return db.findOneByOrFail(ServiceEntity, { id });
}

export async function findService(
  db: Db,
  namespaceId: number,
  nameKey: string,
): Promise<Service | null> {
  return db
    .createQueryBuilder(ServiceEntity, "service")
    .where(
      "service.namespaceId = :namespaceId AND service.nameKey = :nameKey AND service.removedAt IS NULL",
      { namespaceId, nameKey },
    )
    .getOne();
}

export async function insertService(
  tx: Db,
  service: Omit<Service, "id">,
): Promise<Service> {
  return tx.save(ServiceEntity, service);
}

/** Whether a place in URLs leads, or once led, to a service other than `serviceId`. */
export async function isSlugTaken(
  db: Db,
  slug: string,
  serviceId: number | null = null,
): Promise<boolean> {
  const takers = await rows(
    db,
    `SELECT 1 FROM services WHERE slug = $1 AND removed_at IS NULL AND id IS DISTINCT FROM $2::integer
     UNION ALL SELECT 1 FROM former_slugs f JOIN services s ON s.id = f.service_id
       WHERE f.slug = $1 AND s.removed_at IS NULL AND s.id IS DISTINCT FROM $2::integer`,
    [slug, serviceId],
  );
  return takers.length > 0;
}

/** Keeps a place in URLs for the service that leaves it. */
export async function keepSlug(
  tx: Db,
  slug: string,
  serviceId: number,
): Promise<void> {
  await tx.upsert(FormerSlugEntity, { slug, serviceId }, ["slug"]);
}

export async function updateService(
  tx: Db,
  id: number,
  change: Partial<Omit<Service, "id">>,
): Promise<void> {
  await tx.update(ServiceEntity, { id }, change);
}

const SET_STATUS = {
  name: "set status",
  text: `
    WITH changed AS (UPDATE services SET status = $2, status_since = to_timestamp($3::float8 / 1000) WHERE id = $1)
    SELECT pg_notify('${CHANGES_CHANNEL}', '')`,
};

export async function setStatus(
  tx: Db,
  serviceId: number,
  status: Status,
  now: Instant,
): Promise<void> {
  await preparedRows(tx, SET_STATUS, [serviceId, status, now]);
}

export async function markServiceRemoved(
  tx: Db,
  serviceId: number,
  now: Instant,
): Promise<void> {
  await tx.update(ServiceEntity, { id: serviceId }, { removedAt: now });
}

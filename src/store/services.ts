import type { Status } from "../domain/service.ts";
import type { Instant } from "../domain/time.ts";
import { tellChange } from "./changes.ts";
import { type Db, rows } from "./db.ts";
import { type Service, ServiceEntity } from "./entities/services.ts";

/**
 * The service, locked until the transaction ends: whoever changes the health of one of its monitors takes this lock
 * first, so that its status and its incident follow the monitors one change at a time. Null where it was removed.
 */
export async function lockService(
  tx: Db,
  serviceId: number,
): Promise<Service | null> {
  return tx
    .createQueryBuilder(ServiceEntity, "service")
    .setLock("pessimistic_write")
    .where("service.id = :serviceId AND service.removedAt IS NULL", {
      serviceId,
    })
    .getOne();
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

/** Whether a place in URLs is taken by another service. */
export async function isSlugTaken(db: Db, slug: string): Promise<boolean> {
  return (
    (
      await rows(
        db,
        "SELECT 1 FROM services WHERE slug = $1 AND removed_at IS NULL",
        [slug],
      )
    ).length > 0
  );
}

export async function setStatus(
  tx: Db,
  serviceId: number,
  status: Status,
  now: Instant,
): Promise<void> {
  await tx.update(
    ServiceEntity,
    { id: serviceId },
    { status, statusSince: now },
  );
  await tellChange(tx);
}

export async function markServiceRemoved(
  tx: Db,
  serviceId: number,
  now: Instant,
): Promise<void> {
  await tx.update(ServiceEntity, { id: serviceId }, { removedAt: now });
}

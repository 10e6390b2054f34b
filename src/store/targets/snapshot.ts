import { advisoryLocks } from "../advisory-locks.ts";
import { type Db, rows } from "../db.ts";
import { type Monitor, MonitorEntity } from "../entities/monitors.ts";
import { type Service, ServiceEntity } from "../entities/services.ts";

/** All services of namespaces, by namespace and name. */
export async function servicesIn(
  db: Db,
  namespaceIds: readonly number[],
): Promise<Service[]> {
  return db
    .createQueryBuilder(ServiceEntity, "service")
    .where(
      "service.namespaceId = ANY (:namespaceIds) AND service.removedAt IS NULL",
      { namespaceIds },
    )
    .orderBy("service.namespaceId")
    .addOrderBy("service.nameKey")
    .getMany();
}

/** All monitors of the services of namespaces, in the order in which they were added. */
export async function monitorsIn(
  db: Db,
  namespaceIds: readonly number[],
): Promise<Monitor[]> {
  return db
    .createQueryBuilder(MonitorEntity, "monitor")
    .innerJoin("services", "service", "service.id = monitor.serviceId")
    .where(
      "service.namespace_id = ANY (:namespaceIds) AND service.removed_at IS NULL AND monitor.removedAt IS NULL",
      { namespaceIds },
    )
    .orderBy("monitor.id")
    .getMany();
}

/** Slack channels that something was told in, by the name that people know. */
export async function knownSlackChannels(
  db: Db,
): Promise<{ id: string; label: string }[]> {
  return rows(
    db,
    "SELECT recipient AS id, label FROM outlets WHERE channel = 'slack' ORDER BY id",
  );
}

/** Waits until no other instance applies a configuration; held until the transaction ends. */
export async function lockConfiguration(tx: Db): Promise<void> {
  await rows(tx, "SELECT pg_advisory_xact_lock($1)", [
    advisoryLocks.configuring,
  ]);
}

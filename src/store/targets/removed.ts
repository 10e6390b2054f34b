import type { Instant } from "../../domain/time.ts";
import { affected, type Db, rows } from "../db.ts";
import { type Monitor, MonitorEntity } from "../entities/monitors.ts";
import { type Service, ServiceEntity } from "../entities/services.ts";
import type { Target } from "./targets.ts";

/** A service that was removed with these monitors, or a monitor alone. */
export interface RemovedThing extends Target {
  removedAt: Instant;
  /** The service's place in URLs, which is another one's by now, perhaps. */
  slug: string;
  serviceKey: string;
  monitorKey: string;
  /** So many monitors come back with it. */
  count: number;
}

const COLUMNS = `n.id AS "namespaceId", n.slug AS "namespaceSlug", n.name AS "namespaceName", n.owners, s.id AS "serviceId", s.name AS "serviceName",
  s.slug, s.name_key AS "serviceKey"`;
// What was in a namespace that is gone itself has no place to come back to.
const FROM =
  "FROM services s JOIN namespaces n ON n.id = s.namespace_id AND n.removed_at IS NULL";

/** What was removed since an instant, the latest first. What went with its service is told with that alone. */
export async function removedSince(
  db: Db,
  since: Instant,
): Promise<RemovedThing[]> {
  return rows(
    db,
    `SELECT ${COLUMNS}, NULL::integer AS "monitorId", NULL AS "monitorName", '' AS "monitorKey", s.removed_at AS "removedAt", count(*) AS count
     ${FROM} JOIN monitors m ON m.service_id = s.id AND m.removed_at = s.removed_at
     WHERE s.removed_at > to_timestamp($1::float8 / 1000) GROUP BY n.id, s.id
     UNION ALL
     SELECT ${COLUMNS}, m.id, m.name, m.name_key, m.removed_at, 1
     ${FROM} JOIN monitors m ON m.service_id = s.id
     WHERE m.removed_at > to_timestamp($1::float8 / 1000) AND m.removed_at IS DISTINCT FROM s.removed_at
     ORDER BY "removedAt" DESC, "namespaceSlug", "serviceKey", "monitorKey"`,
    [since],
  );
}

/** A service whether it was removed or not, locked until the transaction ends. */
export async function lockAnyService(
  tx: Db,
  serviceId: number,
): Promise<Service | null> {
  return tx
    .createQueryBuilder(ServiceEntity, "service")
    .setLock("pessimistic_write")
    .where("service.id = :serviceId", { serviceId })
    .getOne();
}

/** The monitors of a service that were removed at an instant; all of them, or one. */
export async function monitorsRemovedAt(
  tx: Db,
  { serviceId, monitorId, removedAt }: RemovedThing,
): Promise<Monitor[]> {
  return tx
    .createQueryBuilder(MonitorEntity, "monitor")
    .where(
      `monitor.service_id = :serviceId AND monitor.removed_at = to_timestamp(:removedAt::float8 / 1000)
       AND (:monitorId::integer IS NULL OR monitor.id = :monitorId)`,
      { serviceId, monitorId, removedAt },
    )
    .orderBy("monitor.id")
    .getMany();
}

/** Customers heard of the outage in which a service was removed: they will hear when it is up again. */
export async function oweRecoveryOfRemoved(
  tx: Db,
  serviceId: number,
  removedAt: Instant,
): Promise<void> {
  await affected(
    tx,
    "UPDATE incidents SET recovery_owed = true WHERE service_id = $1 AND resolution = 'removed' AND resolved_at = to_timestamp($2::float8 / 1000)",
    [serviceId, removedAt],
  );
}

/** Forgets the secrets of what was removed before an instant. */
export async function emptyBin(db: Db, before: Instant): Promise<void> {
  await affected(
    db,
    `DELETE FROM secrets x USING monitors m
     WHERE m.removed_at < to_timestamp($1::float8 / 1000) AND x.owner = 'monitor:' || m.id`,
    [before],
  );
}

import { matchesPattern } from "../../domain/pattern.ts";
import type { Instant } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";
import { OutletEntity, type Outlet } from "../entities/outlets.ts";
import { NO_READER } from "../telling/outlets.ts";

/** A service that a window covers, as a whole or in part. */
export interface CoveredService {
  serviceId: number;
  name: string;
  nameKey: string;
  public: boolean;
  namespaceId: number;
  namespaceSlug: string;
  namespaceName: string;
  timezone: string;
}

export async function coveredServices(
  db: Db,
  windowId: number,
): Promise<CoveredService[]> {
  return rows(
    db,
    `SELECT s.id AS "serviceId", s.name, s.name_key AS "nameKey", s.public, n.id AS "namespaceId", n.slug AS "namespaceSlug",
       n.name AS "namespaceName", n.timezone
     FROM services s JOIN namespaces n ON n.id = s.namespace_id
     WHERE s.removed_at IS NULL AND s.id IN (
       SELECT v.id FROM maintenance_scopes c JOIN services v ON v.namespace_id = c.namespace_id WHERE c.window_id = $1
       UNION ALL SELECT c.service_id FROM maintenance_scopes c WHERE c.window_id = $1
       UNION ALL SELECT m.service_id FROM maintenance_scopes c JOIN monitors m ON m.id = c.monitor_id WHERE c.window_id = $1 AND m.removed_at IS NULL)
     ORDER BY n.slug, s.name_key`,
    [windowId],
  );
}

/** The monitors that a window covers, its scopes as a table of that name. */
const MONITORS_OF = `
  SELECT m.id FROM scopes c JOIN services s ON s.namespace_id = c.namespace_id JOIN monitors m ON m.service_id = s.id
  UNION SELECT m.id FROM scopes c JOIN monitors m ON m.service_id = c.service_id
  UNION SELECT c.monitor_id FROM scopes c WHERE c.monitor_id IS NOT NULL`;

const RUNNING_SCOPES =
  "SELECT c.* FROM maintenance_occurrences o JOIN maintenance_scopes c ON c.window_id = o.window_id WHERE o.state = 'running'";

/** The monitors that are to be in maintenance; those of which services stands behind an AND. */
export const COVERED_MONITORS = `WITH scopes AS (${RUNNING_SCOPES})
  SELECT m.id FROM monitors m JOIN services s ON s.id = m.service_id
  WHERE EXISTS (SELECT 1 FROM scopes c WHERE c.namespace_id = s.namespace_id OR c.service_id = s.id OR c.monitor_id = m.id)`;

/** The services of which a monitor is in maintenance and must not be, or must and is not. */
export async function servicesOutOfStep(
  db: Db,
  limit: number,
): Promise<number[]> {
  const found = await rows<{ serviceId: number }>(
    db,
    `WITH scopes AS (${RUNNING_SCOPES}), covered AS (${MONITORS_OF})
     SELECT DISTINCT m.service_id AS "serviceId" FROM monitor_states t JOIN monitors m ON m.id = t.monitor_id
       LEFT JOIN covered c ON c.id = t.monitor_id
     WHERE m.removed_at IS NULL AND t.kind <> 'paused' AND (t.kind = 'maintenance') <> (c.id IS NOT NULL)
     ORDER BY 1 LIMIT $1`,
    [limit],
  );
  return found.map(({ serviceId }) => serviceId);
}

/** The monitors of a service that are to be in maintenance. */
export async function coveredMonitors(
  tx: Db,
  serviceId: number,
): Promise<Set<number>> {
  const found = await rows<{ id: number }>(
    tx,
    `${COVERED_MONITORS} AND m.service_id = $1`,
    [serviceId],
  );
  return new Set(found.map(({ id }) => id));
}

/** An outage was confirmed within maintenance. */
export async function recordFailure(
  tx: Db,
  failure: { monitorId: number; at: Instant; reason: string },
): Promise<void> {
  await rows(
    tx,
    `INSERT INTO maintenance_failures (monitor_id, failed_at, reason) VALUES ($1, to_timestamp($2::float8 / 1000), $3)
     ON CONFLICT (monitor_id) WHERE mended_at IS NULL DO NOTHING RETURNING id`,
    [failure.monitorId, failure.at, failure.reason],
  );
}

/** It works again, or it is not within maintenance any more. */
export async function endFailure(
  tx: Db,
  monitorId: number,
  at: Instant,
): Promise<void> {
  await rows(
    tx,
    "UPDATE maintenance_failures SET mended_at = to_timestamp($2::float8 / 1000) WHERE monitor_id = $1 AND mended_at IS NULL RETURNING id",
    [monitorId, at],
  );
}

/** What failed of a window's monitors since an instant, and what they are believed to be now. */
export async function failuresSince(
  db: Db,
  windowId: number,
  since: Instant,
  limit: number,
): Promise<
  {
    serviceName: string;
    monitorName: string;
    reason: string | null;
    isDown: boolean;
  }[]
> {
  return rows(
    db,
    `WITH scopes AS (SELECT * FROM maintenance_scopes WHERE window_id = $1), covered AS (${MONITORS_OF})
     SELECT s.name AS "serviceName", m.name AS "monitorName", f.reason, t.belief = 'down' AS "isDown"
     FROM covered c JOIN monitors m ON m.id = c.id JOIN services s ON s.id = m.service_id JOIN monitor_states t ON t.monitor_id = m.id
       LEFT JOIN LATERAL (SELECT reason FROM maintenance_failures WHERE monitor_id = m.id AND failed_at >= to_timestamp($2::float8 / 1000)
         ORDER BY failed_at DESC LIMIT 1) f ON true
     WHERE m.removed_at IS NULL AND t.kind <> 'paused' AND (f.reason IS NOT NULL OR t.belief = 'down')
     ORDER BY t.belief = 'down' DESC, s.name_key, m.name_key LIMIT $3`,
    [windowId, since, limit],
  );
}

/** Who hears of any of the services and can be reached, each with those that concern it. */
export async function listenersOfServices(
  db: Db,
  services: readonly CoveredService[],
): Promise<{ outlet: Outlet; services: CoveredService[] }[]> {
  const namespaceIds = [...new Set(services.map((one) => one.namespaceId))];
  const subscriptions = await rows<{
    outletId: number;
    namespaceId: number | null;
    serviceId: number | null;
    pattern: string | null;
  }>(
    db,
    `SELECT outlet_id AS "outletId", namespace_id AS "namespaceId", service_id AS "serviceId", pattern FROM subscriptions
     WHERE namespace_id = ANY ($1::integer[]) OR service_id = ANY ($2::integer[]) OR pattern IS NOT NULL`,
    [namespaceIds, services.map(({ serviceId }) => serviceId)],
  );
  const byOutlet = Map.groupBy(subscriptions, ({ outletId }) => outletId);
  const outlets = await db
    .createQueryBuilder(OutletEntity, "outlet")
    .where("outlet.id = ANY (:ids) AND outlet.offReason IS NULL", {
      ids: [...byOutlet.keys()],
    })
    .andWhere(NO_READER)
    .orderBy("outlet.id")
    .getMany();
  return outlets.map((outlet) => ({
    outlet,
    services: services.filter((service) =>
      byOutlet
        .get(outlet.id)
        ?.some(
          ({ namespaceId, serviceId, pattern }) =>
            namespaceId === service.namespaceId ||
            serviceId === service.serviceId ||
            (pattern !== null && matchesPattern(pattern, service)),
        ),
    ),
  }));
}

/** Customers heard that a service is down, and it went into maintenance: they will hear when it is up again. */
export async function oweRecovery(tx: Db, incidentId: number): Promise<void> {
  await rows(
    tx,
    "UPDATE incidents SET recovery_owed = true WHERE id = $1 RETURNING id",
    [incidentId],
  );
}

/** Whether customers were told that a service is down, and are to hear that it is up again. */
export async function owesRecovery(
  db: Db,
  serviceId: number,
): Promise<boolean> {
  const owed = await rows(
    db,
    `SELECT 1 FROM incidents i JOIN deliveries d ON d.incident_id = i.id JOIN outlets o ON o.id = d.outlet_id
     WHERE i.service_id = $1 AND i.recovery_owed AND o.audience = 'customers' AND d.state IN ('sending', 'sent', 'retry', 'ambiguous') LIMIT 1`,
    [serviceId],
  );
  return owed.length > 0;
}

/** Takes what is owed; the incidents' ids, mostly none. */
export async function takeOwedRecoveries(
  tx: Db,
  serviceId: number,
): Promise<number[]> {
  const taken = await rows<{ id: number }>(
    tx,
    "UPDATE incidents SET recovery_owed = false WHERE service_id = $1 AND recovery_owed RETURNING id",
    [serviceId],
  );
  return taken.map(({ id }) => id);
}

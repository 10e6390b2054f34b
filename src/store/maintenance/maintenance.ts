import type { Instant, Interval } from "../../domain/time.ts";
import { type Db, preparedRows, rows } from "../db.ts";
import {
  type MaintenanceScope,
  MaintenanceScopeEntity,
  type MaintenanceWindow,
  MaintenanceWindowEntity,
  type Occurrence,
  OccurrenceEntity,
} from "../entities/maintenance.ts";

/** What a window covers; exactly one of the three is set. */
export type Scope = Pick<
  MaintenanceScope,
  "namespaceId" | "serviceId" | "monitorId"
>;

export async function insertWindow(
  tx: Db,
  window: Omit<MaintenanceWindow, "id">,
): Promise<MaintenanceWindow> {
  return tx.save(MaintenanceWindowEntity, window);
}

export async function findWindow(
  db: Db,
  id: number,
): Promise<MaintenanceWindow | null> {
  return db.findOneBy(MaintenanceWindowEntity, { id });
}

export async function getWindow(
  db: Db,
  id: number,
): Promise<MaintenanceWindow> {
  return db.findOneByOrFail(MaintenanceWindowEntity, { id });
}

export async function changeWindow(
  tx: Db,
  id: number,
  change: Partial<Omit<MaintenanceWindow, "id">>,
): Promise<void> {
  await tx.update(MaintenanceWindowEntity, { id }, change);
}

/** Says anew what a window covers. */
export async function setScopes(
  tx: Db,
  windowId: number,
  scopes: readonly Scope[],
): Promise<void> {
  await tx.delete(MaintenanceScopeEntity, { windowId });
  await tx.insert(
    MaintenanceScopeEntity,
    scopes.map((scope) => ({ windowId, ...scope })),
  );
}

export async function insertOccurrence(
  tx: Db,
  occurrence: Omit<Occurrence, "id">,
): Promise<Occurrence> {
  return tx.save(OccurrenceEntity, occurrence);
}

export async function changeOccurrence(
  tx: Db,
  id: number,
  change: Partial<Omit<Occurrence, "id" | "windowId">>,
): Promise<void> {
  await tx.update(OccurrenceEntity, { id }, change);
}

/** The same, where what people were told of it changes: their calendars are to take it over. */
export async function reviseOccurrence(
  tx: Db,
  { id, revision }: Pick<Occurrence, "id" | "revision">,
  change: Partial<Omit<Occurrence, "id" | "windowId">>,
  at: Instant,
): Promise<void> {
  await changeOccurrence(tx, id, {
    ...change,
    revision: revision + 1,
    changedAt: at,
  });
}

/** The time of a window that runs or comes next, for this transaction alone; null where there is none any more. */
export async function lockLiving(
  tx: Db,
  windowId: number,
): Promise<Occurrence | null> {
  return tx
    .createQueryBuilder(OccurrenceEntity, "occurrence")
    .setLock("pessimistic_write")
    .where(
      "occurrence.windowId = :windowId AND occurrence.state IN ('planned', 'running')",
      { windowId },
    )
    .getOne();
}

const ANY_DUE = {
  name: "any maintenance due",
  text: `
    (SELECT FROM maintenance_occurrences WHERE state = 'planned' AND starts_at <= to_timestamp($1::float8 / 1000) LIMIT 1)
    UNION ALL
    (SELECT FROM maintenance_occurrences WHERE state = 'running' AND ends_at <= to_timestamp($1::float8 / 1000) LIMIT 1)`,
};

/** Whether it is worth a transaction to look for a beginning or an end. */
export async function isAnyMaintenanceDue(
  db: Db,
  now: Instant,
): Promise<boolean> {
  return (await preparedRows(db, ANY_DUE, [now])).length > 0;
}

/** Takes one time that is to begin or to end, for this transaction alone; null where there is none, or others have it. */
export async function claimDueOccurrence(
  tx: Db,
  now: Instant,
  except: readonly number[] = [],
): Promise<Occurrence | null> {
  return tx
    .createQueryBuilder(OccurrenceEntity, "occurrence")
    .setLock("pessimistic_write")
    .setOnLocked("skip_locked")
    .where(
      `((occurrence.state = 'planned' AND occurrence.startsAt <= to_timestamp(:now::float8 / 1000))
        OR (occurrence.state = 'running' AND occurrence.endsAt <= to_timestamp(:now::float8 / 1000)))
        AND NOT occurrence.id = ANY (:except::integer[])`,
      { now, except },
    )
    .orderBy("occurrence.startsAt")
    .addOrderBy("occurrence.id")
    .limit(1)
    .getOne();
}

/** A window with the time of it that runs or comes next, as lists show it. */
export interface MaintenanceLine {
  windowId: number;
  title: string;
  note: string;
  /** For customers; empty where they read no more than names and times. */
  purpose: string;
  zone: string;
  rule: string | null;
  tellsCustomers: boolean;
  createdBy: string;
  state: "planned" | "running";
  startsAt: Instant;
  endsAt: Instant;
  /** Where the rule begins. */
  seriesStartsAt: Instant;
  durationMs: number;
  /** What it covers, as people say it: "iati/*", "iati/Datastore", "iati/Datastore/front page". */
  covers: string[];
}

const LINE = `
  SELECT w.id AS "windowId", w.title, w.note, w.purpose, w.zone, w.rule, w.tells_customers AS "tellsCustomers", w.created_by AS "createdBy",
    o.state, o.starts_at AS "startsAt", o.ends_at AS "endsAt", w.starts_at AS "seriesStartsAt", w.duration_ms AS "durationMs",
    ARRAY(
      SELECT CASE WHEN c.namespace_id IS NOT NULL THEN n.slug || '/*'
        WHEN c.service_id IS NOT NULL THEN n.slug || '/' || s.name ELSE n.slug || '/' || s.name || '/' || m.name END
      FROM maintenance_scopes c LEFT JOIN monitors m ON m.id = c.monitor_id
        LEFT JOIN services s ON s.id = COALESCE(c.service_id, m.service_id)
        JOIN namespaces n ON n.id = COALESCE(c.namespace_id, s.namespace_id)
      WHERE c.window_id = w.id ORDER BY c.id) AS covers
  FROM maintenance_occurrences o JOIN maintenance_windows w ON w.id = o.window_id
  WHERE o.state IN ('planned', 'running')`;

/** What runs and what comes, the next first. */
export async function comingMaintenance(
  db: Db,
  limit: number,
): Promise<MaintenanceLine[]> {
  return rows(
    db,
    `${LINE} ORDER BY o.state = 'running' DESC, o.starts_at, w.id LIMIT $1`,
    [limit],
  );
}

/** The same by the windows' numbers, a part: each has one time that runs or comes. */
export async function maintenanceByNumber(
  db: Db,
  { after, limit }: { after: number | null; limit: number },
): Promise<MaintenanceLine[]> {
  return rows(
    db,
    `${LINE} AND ($1::integer IS NULL OR w.id > $1) ORDER BY w.id LIMIT $2`,
    [after, limit],
  );
}

export async function maintenanceLine(
  db: Db,
  windowId: number,
): Promise<MaintenanceLine | null> {
  return (
    (await rows<MaintenanceLine>(db, `${LINE} AND w.id = $1`, [windowId]))[0] ??
    null
  );
}

/** What runs and what comes of the windows that cover a service, as a whole or in part. */
export async function maintenanceOfService(
  db: Db,
  serviceId: number,
  limit: number,
): Promise<MaintenanceLine[]> {
  return rows(
    db,
    `${LINE} AND EXISTS (SELECT 1 FROM maintenance_scopes c JOIN services s ON s.id = $1
       WHERE c.window_id = w.id AND (c.service_id = s.id OR c.namespace_id = s.namespace_id
         OR c.monitor_id IN (SELECT m.id FROM monitors m WHERE m.service_id = s.id AND m.removed_at IS NULL)))
     ORDER BY o.state = 'running' DESC, o.starts_at LIMIT $2`,
    [serviceId, limit],
  );
}

/** Other windows that live and cover something of the same. */
export async function windowsBeside(
  db: Db,
  windowId: number,
): Promise<MaintenanceLine[]> {
  return rows(
    db,
    `${LINE} AND w.id <> $1 AND EXISTS (
       SELECT 1 FROM maintenance_scopes a JOIN maintenance_scopes b ON b.window_id = $1
         LEFT JOIN monitors am ON am.id = a.monitor_id LEFT JOIN services s1 ON s1.id = COALESCE(a.service_id, am.service_id)
         LEFT JOIN monitors bm ON bm.id = b.monitor_id LEFT JOIN services s2 ON s2.id = COALESCE(b.service_id, bm.service_id)
       WHERE a.window_id = w.id AND COALESCE(a.namespace_id, s1.namespace_id) = COALESCE(b.namespace_id, s2.namespace_id)
         AND (s1.id IS NULL OR s2.id IS NULL OR s1.id = s2.id)
         AND (am.id IS NULL OR bm.id IS NULL OR am.id = bm.id))
     ORDER BY o.starts_at`,
    [windowId],
  );
}

/** When the maintenance of services ends that is under way; those without any are left out. */
export async function maintenanceEnds(
  db: Db,
  serviceIds: number[],
): Promise<Map<number, Instant>> {
  const found = await rows<{ serviceId: number; endsAt: Instant }>(
    db,
    `SELECT s.id AS "serviceId", max(o.ends_at) AS "endsAt"
     FROM maintenance_occurrences o JOIN maintenance_scopes c ON c.window_id = o.window_id
       LEFT JOIN monitors m ON m.id = c.monitor_id
       JOIN services s ON s.namespace_id = c.namespace_id OR s.id = c.service_id OR s.id = m.service_id
     WHERE o.state = 'running' AND s.id = ANY ($1::integer[]) GROUP BY s.id`,
    [serviceIds],
  );
  return new Map(found.map(({ serviceId, endsAt }) => [serviceId, endsAt]));
}

export async function beginMaintenanceTime(
  tx: Db,
  serviceId: number,
  fromAt: Instant,
): Promise<void> {
  await rows(
    tx,
    `INSERT INTO maintenance_times (service_id, from_at) VALUES ($1, to_timestamp($2::float8 / 1000))
     ON CONFLICT (service_id) WHERE until_at IS NULL DO NOTHING RETURNING id`,
    [serviceId, fromAt],
  );
}

export async function endMaintenanceTime(
  tx: Db,
  serviceId: number,
  untilAt: Instant,
): Promise<void> {
  await rows(
    tx,
    "UPDATE maintenance_times SET until_at = to_timestamp($2::float8 / 1000) WHERE service_id = $1 AND until_at IS NULL RETURNING id",
    [serviceId, untilAt],
  );
}

/** When services were in maintenance, as far as it touches a window; what goes on ends at the window's end. */
export async function maintenanceTimesBetween(
  db: Db,
  serviceIds: number[],
  from: Instant,
  until: Instant,
): Promise<({ serviceId: number } & Interval)[]> {
  return rows(
    db,
    `SELECT service_id AS "serviceId", from_at AS "from", COALESCE(until_at, to_timestamp($3::float8 / 1000)) AS "until" FROM maintenance_times
     WHERE service_id = ANY ($1::integer[]) AND from_at < to_timestamp($3::float8 / 1000)
       AND (until_at IS NULL OR until_at > to_timestamp($2::float8 / 1000))`,
    [serviceIds, from, until],
  );
}

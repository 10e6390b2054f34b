import type { Health } from "../../domain/health.ts";
import type { MonitorView, Status } from "../../domain/service.ts";
import type { Instant } from "../../domain/time.ts";
import { tellChange } from "../changes.ts";
import { type Db, rows } from "../db.ts";
import type { MonitorState } from "../entities/monitors.ts";
import { type Service, ServiceEntity } from "../entities/services.ts";
import { COVERED_MONITORS } from "./maintenance-coverage.ts";

/** What the covering of many services at once reads and writes: see actions/maintenance/cover-services.ts. */

/** Those of the services that nobody else holds, locked. Nobody is waited for, so no two wait for each other. */
export async function freeServices(
  tx: Db,
  ids: readonly number[],
): Promise<Service[]> {
  return tx
    .createQueryBuilder(ServiceEntity, "service")
    .setLock("pessimistic_write")
    .setOnLocked("skip_locked")
    .where("service.id = ANY (:ids) AND service.removedAt IS NULL", { ids })
    .orderBy("service.id")
    .getMany();
}

export type StateOfService = Pick<
  MonitorState,
  "monitorId" | "dueAt" | "kind" | "since" | "belief" | "toward" | "streak"
> & { serviceId: number };

/** The states of their monitors that nobody else holds, locked. */
export async function freeStates(
  tx: Db,
  serviceIds: readonly number[],
): Promise<StateOfService[]> {
  return rows(
    tx,
    `SELECT t.monitor_id AS "monitorId", m.service_id AS "serviceId", t.due_at AS "dueAt", t.kind, t.since, t.belief, t.toward, t.streak
     FROM monitor_states t JOIN monitors m ON m.id = t.monitor_id
     WHERE m.service_id = ANY ($1::integer[]) AND m.removed_at IS NULL AND t.kind <> 'paused'
     ORDER BY t.monitor_id FOR UPDATE OF t SKIP LOCKED`,
    [serviceIds],
  );
}

/** The monitors of these services that are to be in maintenance. */
export async function coveredMonitorsOf(
  tx: Db,
  serviceIds: readonly number[],
): Promise<Set<number>> {
  const found = await rows<{ id: number }>(
    tx,
    `${COVERED_MONITORS} AND m.service_id = ANY ($1::integer[])`,
    [serviceIds],
  );
  return new Set(found.map(({ id }) => id));
}

export interface HealthChange {
  monitorId: number;
  serviceId: number;
  health: Health;
  dueAt: Instant;
}

/** Changes locked states; results of looks that are under way count for nothing. */
export async function changeHealths(
  tx: Db,
  changes: readonly HealthChange[],
): Promise<void> {
  const column = <Value>(of: (change: HealthChange) => Value): Value[] =>
    changes.map(of);
  await rows(
    tx,
    `UPDATE monitor_states t SET kind = c.kind, since = to_timestamp(c.since / 1000), belief = c.belief, toward = c.toward, streak = c.streak,
       due_at = to_timestamp(c.due_at / 1000), lease_until = NULL, version = t.version + 1
     FROM unnest($1::integer[], $2::text[], $3::float8[], $4::text[], $5::text[], $6::integer[], $7::float8[])
       AS c (monitor_id, kind, since, belief, toward, streak, due_at)
     WHERE t.monitor_id = c.monitor_id RETURNING 1`,
    [
      column(({ monitorId }) => monitorId),
      column(({ health }) => health.kind),
      column(({ health }) => health.since),
      column(({ health }) => health.belief),
      column(({ health }) => health.toward),
      column(({ health }) => health.streak),
      column(({ dueAt }) => dueAt),
    ],
  );
}

export async function endFailures(
  tx: Db,
  monitorIds: readonly number[],
  at: Instant,
): Promise<void> {
  await rows(
    tx,
    "UPDATE maintenance_failures SET mended_at = to_timestamp($2::float8 / 1000) WHERE monitor_id = ANY ($1::integer[]) AND mended_at IS NULL RETURNING id",
    [monitorIds, at],
  );
}

/** What the statuses of these services are made from. */
export async function viewsOf(
  tx: Db,
  serviceIds: readonly number[],
): Promise<(MonitorView & { serviceId: number })[]> {
  return rows(
    tx,
    `SELECT m.service_id AS "serviceId", t.kind, t.belief, m.essential FROM monitors m JOIN monitor_states t ON t.monitor_id = m.id
     WHERE m.service_id = ANY ($1::integer[]) AND m.removed_at IS NULL`,
    [serviceIds],
  );
}

/** Those with an open incident, or of which customers wait for a word. */
export async function servicesWithNews(
  tx: Db,
  serviceIds: readonly number[],
): Promise<number[]> {
  const found = await rows<{ serviceId: number }>(
    tx,
    `SELECT service_id AS "serviceId" FROM incidents WHERE service_id = ANY ($1::integer[]) AND resolved_at IS NULL
     UNION SELECT service_id FROM incidents WHERE service_id = ANY ($1::integer[]) AND recovery_owed`,
    [serviceIds],
  );
  return found.map(({ serviceId }) => serviceId);
}

export async function setStatuses(
  tx: Db,
  changes: readonly { serviceId: number; status: Status }[],
  at: Instant,
): Promise<void> {
  if (changes.length === 0) return;
  await rows(
    tx,
    `UPDATE services s SET status = c.status, status_since = to_timestamp($3::float8 / 1000)
     FROM unnest($1::integer[], $2::text[]) AS c (id, status) WHERE s.id = c.id RETURNING 1`,
    [
      changes.map(({ serviceId }) => serviceId),
      changes.map(({ status }) => status),
      at,
    ],
  );
  await tellChange(tx);
}

export async function beginMaintenanceTimes(
  tx: Db,
  serviceIds: readonly number[],
  fromAt: Instant,
): Promise<void> {
  await rows(
    tx,
    `INSERT INTO maintenance_times (service_id, from_at) SELECT id, to_timestamp($2::float8 / 1000) FROM unnest($1::integer[]) AS id
     ON CONFLICT (service_id) WHERE until_at IS NULL DO NOTHING RETURNING id`,
    [serviceIds, fromAt],
  );
}

export async function endMaintenanceTimes(
  tx: Db,
  serviceIds: readonly number[],
  untilAt: Instant,
): Promise<void> {
  await rows(
    tx,
    "UPDATE maintenance_times SET until_at = to_timestamp($2::float8 / 1000) WHERE service_id = ANY ($1::integer[]) AND until_at IS NULL RETURNING id",
    [serviceIds, untilAt],
  );
}

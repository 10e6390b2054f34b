import type { Health } from "../../domain/health.ts";
import type { Facts } from "../../domain/result.ts";
import type { MonitorView } from "../../domain/service.ts";
import type { Instant } from "../../domain/time.ts";
import { affected, type Db, preparedRows, rows } from "../db.ts";
import {
  type Monitor,
  MonitorEntity,
  type MonitorState,
  MonitorStateEntity,
} from "../entities/monitors.ts";
import { changeRows } from "../statements.ts";

export async function insertMonitor(
  tx: Db,
  monitor: Omit<Monitor, "id">,
): Promise<Monitor> {
  return tx.save(MonitorEntity, monitor);
}

export async function insertState(tx: Db, state: MonitorState): Promise<void> {
  await tx.insert(MonitorStateEntity, state);
}

export async function findMonitor(db: Db, id: number): Promise<Monitor | null> {
  return db
    .createQueryBuilder(MonitorEntity, "monitor")
    .where("monitor.id = :id AND monitor.removedAt IS NULL", { id })
    .getOne();
}

export async function findState(
  db: Db,
  monitorId: number,
): Promise<MonitorState | null> {
  return db.findOneBy(MonitorStateEntity, { monitorId });
}

/** The states of a service's monitors, or of one of them, locked: no claim and no result comes between. */
export async function lockStates(
  tx: Db,
  { serviceId, monitorId }: { serviceId: number; monitorId: number | null },
): Promise<MonitorState[]> {
  return tx
    .createQueryBuilder(MonitorStateEntity, "state")
    .innerJoin("monitors", "monitor", "monitor.id = state.monitorId")
    .setLock("pessimistic_write", undefined, ["state"])
    .where(
      "monitor.service_id = :serviceId AND monitor.removed_at IS NULL AND (:monitorId::integer IS NULL OR monitor.id = :monitorId)",
      { serviceId, monitorId },
    )
    .orderBy("state.monitorId")
    .getMany();
}

export async function monitorsOf(
  db: Db,
  serviceId: number,
): Promise<Monitor[]> {
  return db
    .createQueryBuilder(MonitorEntity, "monitor")
    .where("monitor.serviceId = :serviceId AND monitor.removedAt IS NULL", {
      serviceId,
    })
    .orderBy("monitor.id")
    .getMany();
}

/** A service's monitors that are watched, and whether each is believed to fail, or is about to be. */
export async function monitorsToLookAt(
  db: Db,
  serviceId: number,
): Promise<{ id: number; name: string; fails: boolean }[]> {
  return rows(
    db,
    `SELECT m.id, m.name, (s.kind IN ('failing', 'down', 'degraded') OR s.belief IN ('down', 'degraded')) AS fails
     FROM monitors m JOIN monitor_states s ON s.monitor_id = m.id
     WHERE m.service_id = $1 AND m.removed_at IS NULL AND s.kind <> 'paused' ORDER BY m.id`,
    [serviceId],
  );
}

/** What a service's status is made from. */
const MONITOR_VIEWS = {
  name: "monitor views",
  text: `
    SELECT s.kind, s.belief, m.essential FROM monitors m JOIN monitor_states s ON s.monitor_id = m.id
    WHERE m.service_id = $1 AND m.removed_at IS NULL`,
};

export async function monitorViews(
  tx: Db,
  serviceId: number,
): Promise<MonitorView[]> {
  return preparedRows<MonitorView>(tx, MONITOR_VIEWS, [serviceId]);
}

/** The monitor that does a service most harm at the moment; null where none is believed to be in trouble. */
export async function worstMonitor(
  tx: Db,
  serviceId: number,
): Promise<{ id: number; name: string; since: Instant } | null> {
  const [found] = await rows<{ id: number; name: string; since: Instant }>(
    tx,
    `SELECT m.id, m.name, s.since FROM monitors m JOIN monitor_states s ON s.monitor_id = m.id
     WHERE m.service_id = $1 AND m.removed_at IS NULL AND s.belief IN ('down', 'degraded') AND s.kind NOT IN ('paused', 'maintenance')
     ORDER BY s.belief = 'down' DESC, m.essential DESC, s.since, m.id LIMIT 1`,
    [serviceId],
  );
  return found ?? null;
}

/**
 * Writes a health where the row is still at `version`; false where somebody was first. People's changes
 * (`bumpVersion`) make the results of probes that are under way worthless, so they are refused when they come in.
 */
export async function changeHealth(
  tx: Db,
  {
    monitorId,
    version,
    health,
    dueAt,
    bumpVersion = false,
  }: {
    monitorId: number;
    version: number;
    health: Health;
    dueAt: Instant;
    bumpVersion?: boolean;
  },
): Promise<boolean> {
  const changed = await changeRows(
    tx,
    MonitorStateEntity,
    {
      ...health,
      dueAt,
      leaseUntil: null,
      version: bumpVersion ? version + 1 : version,
    },
    "monitor_id = $1 AND version = $2",
    [monitorId, version],
  );
  return changed === 1;
}

/** Changes what a monitor is. Its revision grows, so that every instance reads it anew before it looks again. */
export async function updateMonitor(
  tx: Db,
  monitor: Omit<Monitor, "revision">,
): Promise<void> {
  await tx.save(MonitorEntity, monitor);
  await reviseMonitors(tx, [monitor.id]);
}

export async function setServiceOf(
  tx: Db,
  monitorId: number,
  serviceId: number,
): Promise<void> {
  await tx.update(MonitorEntity, { id: monitorId }, { serviceId });
}

/** Makes every instance read monitors anew before it looks at them again. */
export async function reviseMonitors(tx: Db, ids: number[]): Promise<void> {
  await rows(
    tx,
    `WITH revised AS (UPDATE monitors SET revision = revision + 1 WHERE id = ANY ($1::integer[]) RETURNING id, revision)
     UPDATE monitor_states s SET revision = revised.revision FROM revised WHERE s.monitor_id = revised.id RETURNING 1`,
    [ids],
  );
}

/** Changes the state of a monitor that the caller has locked; results of looks that are under way count for nothing. */
export async function replaceState(
  tx: Db,
  state: Omit<MonitorState, "leaseUntil" | "revision">,
): Promise<void> {
  await tx.update(
    MonitorStateEntity,
    { monitorId: state.monitorId },
    {
      dueAt: state.dueAt,
      leaseUntil: null,
      version: state.version + 1,
      everyMs: state.everyMs,
      phaseMs: state.phaseMs,
      timeoutMs: state.timeoutMs,
      kind: state.kind,
      since: state.since,
      belief: state.belief,
      toward: state.toward,
      streak: state.streak,
    },
  );
}

/** Makes monitors due now, for those that wait to be looked at; those being probed at this moment are left alone. */
export async function makeDue(db: Db, monitorIds: number[]): Promise<number> {
  return affected(
    db,
    `UPDATE monitor_states SET due_at = now() WHERE monitor_id = ANY ($1::integer[]) AND kind <> 'paused' AND (lease_until IS NULL OR lease_until < now())`,
    [monitorIds],
  );
}

/** The pause in which it was is kept: it may be brought back. */
export async function markMonitorRemoved(
  tx: Db,
  { monitorId, kind, dueAt }: MonitorState,
  now: Instant,
): Promise<void> {
  await tx.delete(MonitorStateEntity, { monitorId });
  await tx.update(
    MonitorEntity,
    { id: monitorId },
    { removedAt: now, removedPause: kind === "paused" ? dueAt : null },
  );
}

/** A monitor as the scheduler needs it. */
export interface ProbePlan {
  id: number;
  serviceId: number;
  serviceName: string;
  /** The slug of its namespace. */
  namespace: string;
  name: string;
  type: string;
  settings: Record<string, unknown>;
  everyMs: number | null;
  schedule: string[] | null;
  phaseMs: number;
  timezone: string;
  timeoutMs: number;
  confirmFailures: number;
  confirmSuccesses: number;
  confirmRetryMs: number;
  remembered: Facts;
  revision: number;
}

export async function probePlans(
  db: Db,
  monitorIds: number[],
): Promise<ProbePlan[]> {
  return rows<ProbePlan>(
    db,
    `SELECT m.id, m.service_id AS "serviceId", s.name AS "serviceName", n.slug AS namespace, m.name, m.type, m.settings, m.every_ms AS "everyMs", m.schedule,
       st.phase_ms AS "phaseMs", n.timezone, m.timeout_ms AS "timeoutMs", m.confirm_failures AS "confirmFailures",
       m.confirm_successes AS "confirmSuccesses", m.confirm_retry_ms AS "confirmRetryMs", m.remembered, m.revision
     FROM monitors m JOIN monitor_states st ON st.monitor_id = m.id
       JOIN services s ON s.id = m.service_id JOIN namespaces n ON n.id = s.namespace_id
     WHERE m.id = ANY ($1::integer[]) AND m.removed_at IS NULL`,
    [monitorIds],
  );
}

/**
 * Keeps what the next look is to know, where nobody kept something else meanwhile. The revision grows, so that every
 * instance reads it before it looks again.
 */
export async function remember(
  db: Db,
  monitorId: number,
  { before, after }: { before: Facts; after: Facts },
): Promise<void> {
  await rows(
    db,
    `WITH kept AS (UPDATE monitors SET remembered = $3::jsonb, revision = revision + 1 WHERE id = $1 AND remembered = $2::jsonb RETURNING id, revision)
     UPDATE monitor_states s SET revision = kept.revision FROM kept WHERE s.monitor_id = kept.id RETURNING 1`,
    [monitorId, JSON.stringify(before), JSON.stringify(after)],
  );
}

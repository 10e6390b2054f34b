import { defaultPolicy, step } from "../../domain/health.ts";
import { incidentChange } from "../../domain/incident.ts";
import { serviceStatus, type Status } from "../../domain/service.ts";
import type { Instant } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import type { Service } from "../../store/entities/services.ts";
import {
  beginMaintenanceTimes,
  changeHealths,
  coveredMonitorsOf,
  endFailures,
  endMaintenanceTimes,
  freeServices,
  freeStates,
  type HealthChange,
  servicesWithNews,
  setStatuses,
  viewsOf,
} from "../../store/maintenance/maintenance-many.ts";
import { settleService } from "../incidents/settle-service.ts";

interface Moved {
  changes: HealthChange[];
  /** Services of which a monitor went into maintenance. */
  begun: Set<number>;
  /** Monitors that came out of it. */
  ended: number[];
}

/**
 * Brings many services into step with the running windows, with as many statements as for one: what coverService() does
 * for each. What somebody else is changing at this moment is left to the next time. Returns how many services changed.
 */
export async function coverServices(
  tx: Db,
  serviceIds: readonly number[],
  at: Instant,
): Promise<number> {
  const services = await freeServices(tx, serviceIds);
  const ids = services.map(({ id }) => id);
  const moved = await moves(tx, ids, at);
  if (moved.changes.length === 0) return 0;
  await changeHealths(tx, moved.changes);
  await endFailures(tx, moved.ended, at);
  const changed = new Set(moved.changes.map(({ serviceId }) => serviceId));
  await settle(
    tx,
    services.filter(({ id }) => changed.has(id)),
    moved.begun,
    at,
  );
  return changed.size;
}

async function moves(tx: Db, ids: number[], at: Instant): Promise<Moved> {
  const covered = await coveredMonitorsOf(tx, ids);
  const moved: Moved = { changes: [], begun: new Set(), ended: [] };
  for (const state of await freeStates(tx, ids)) {
    const { monitorId, serviceId } = state;
    const begins = covered.has(monitorId);
    const event = begins ? "maintenance-starts" : "maintenance-ends";
    const health = step(state, event, at, defaultPolicy);
    if (health.kind === state.kind) continue;
    // What did not work at the end is looked at now: is it still so?
    const dueAt = begins || state.belief === "up" ? state.dueAt : at;
    moved.changes.push({ monitorId, serviceId, health, dueAt });
    if (begins) moved.begun.add(serviceId);
    else moved.ended.push(monitorId);
  }
  return moved;
}

/** Most services have nothing to tell: only their status follows. The others are settled one by one. */
async function settle(
  tx: Db,
  services: readonly Service[],
  begun: ReadonlySet<number>,
  at: Instant,
): Promise<void> {
  const ids = services.map(({ id }) => id);
  const views = Map.groupBy(
    await viewsOf(tx, ids),
    ({ serviceId }) => serviceId,
  );
  const withNews = new Set(await servicesWithNews(tx, ids));
  const quiet: { service: Service; status: Status }[] = [];
  for (const service of services) {
    const status = serviceStatus(views.get(service.id) ?? []);
    const opens = incidentChange(null, status).kind !== "none";
    if (opens || withNews.has(service.id))
      await settleService(tx, service, {
        at,
        beganAt: at,
        detail: null,
        actor: null,
        ...(begun.has(service.id) ? { resolution: "maintenance" } : {}),
      });
    else if (status !== service.status) quiet.push({ service, status });
  }
  await setStatuses(
    tx,
    quiet.map(({ service, status }) => ({ serviceId: service.id, status })),
    at,
  );
  await beginMaintenanceTimes(
    tx,
    quiet.flatMap(({ service, status }) =>
      status === "maintenance" ? [service.id] : [],
    ),
    at,
  );
  await endMaintenanceTimes(
    tx,
    quiet.flatMap(({ service }) =>
      service.status === "maintenance" ? [service.id] : [],
    ),
    at,
  );
}

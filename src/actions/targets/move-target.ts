import type { Instant } from "../../domain/time.ts";
import { type Db, errorCode } from "../../store/db.ts";
import type { MonitorState } from "../../store/entities/monitors.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import type { Service } from "../../store/entities/services.ts";
import { findOpenIncident } from "../../store/incidents/incidents.ts";
import {
  lockStates,
  monitorsOf,
  replaceState,
  reviseMonitors,
  setServiceOf,
} from "../../store/targets/monitors.ts";
import { owesRecovery } from "../../store/maintenance/maintenance-coverage.ts";
import {
  findNamespace,
  getNamespace,
  holdNamespace,
} from "../../store/targets/namespaces.ts";
import {
  lockService,
  markServiceRemoved,
  updateService,
} from "../../store/targets/services.ts";
import { firstDue, noSuchNamespace, UNIQUE_VIOLATION } from "./add-monitor.ts";
import { serviceNameTaken } from "./edit-service.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import { fullName, type Target } from "./find-target.ts";
import { audit, mayNotChange } from "../people/permission.ts";
import { settleService } from "../incidents/settle-service.ts";

/** `left` is the service that a monitor left, where it was the last one: it is gone. */
export type Moved = { ok: true; from: Target; to: Target; left: boolean };

/** Moves a service with all its monitors, history and address into another namespace. */
export async function moveService(
  context: Context,
  target: Target,
  namespaceSlug: string,
): Promise<Moved | Refusal> {
  const { db } = context.store;
  const namespace = await findNamespace(db, namespaceSlug);
  if (namespace === null) return noSuchNamespace(db, namespaceSlug);
  const refusal =
    mayNotChange(context, target) ?? mayNotChange(context, namespace);
  if (refusal !== undefined) return refusal;
  if (namespace.id === target.namespaceId)
    return refuse(
      "there-already",
      `${target.serviceName} is in ${namespace.slug} already.`,
    );
  try {
    return await context.store.transaction((tx) =>
      moveServiceLocked(tx, context, target, namespace),
    );
  } catch (error) {
    if (errorCode(error) !== UNIQUE_VIOLATION) throw error;
    return serviceNameTaken(namespace.name, target.serviceName);
  }
}

async function moveServiceLocked(
  tx: Db,
  context: Context,
  target: Target,
  namespace: Namespace,
): Promise<Moved | Refusal> {
  const service = await lockService(tx, target.serviceId);
  if (service === null) return gone(target);
  const refusal = await mayNotLeave(tx, service);
  if (refusal !== undefined) return refusal;
  if (!(await holdNamespace(tx, namespace.id)))
    return noSuchNamespace(tx, namespace.slug);
  await updateService(tx, service.id, { namespaceId: namespace.id });
  await followZone(tx, service.id, namespace.timezone, context.now);
  const to: Target = {
    ...target,
    namespaceId: namespace.id,
    namespaceSlug: namespace.slug,
    namespaceName: namespace.name,
    owners: namespace.owners,
  };
  await audit(tx, context, "move", fullName(target), { to: fullName(to) });
  return { ok: true, from: target, to, left: false };
}

/** Who heard that it is down must hear that it is up again: they are the listeners of its old place. */
async function mayNotLeave(
  tx: Db,
  { id, name }: Service,
): Promise<Refusal | undefined> {
  const incident = await findOpenIncident(tx, id);
  if (incident !== null)
    return refuse(
      "incident-open",
      `${name} has an open incident (${incident.id}), and who heard of it must hear how it ends: move it when that is over.`,
    );
  return (await owesRecovery(tx, id))
    ? refuse(
        "recovery-owed",
        `${name} was down when its maintenance began, and customers who heard of that must hear that it is up again: move it when it is.`,
      )
    : undefined;
}

/** Cron lines are meant in the namespace's zone: what is planned by them is planned anew. */
export async function followZone(
  tx: Db,
  serviceId: number,
  timezone: string,
  now: Instant,
): Promise<void> {
  const scheduled = (await monitorsOf(tx, serviceId)).filter(
    ({ schedule }) => schedule !== null,
  );
  await reviseMonitors(
    tx,
    scheduled.map(({ id }) => id),
  );
  for (const monitor of scheduled)
    for (const state of await lockStates(tx, {
      serviceId,
      monitorId: monitor.id,
    }))
      await replaceState(tx, {
        ...state,
        dueAt:
          state.kind === "paused"
            ? state.dueAt
            : firstDue(monitor, 0, timezone, now),
      });
}

/** Moves a monitor with its history to another service. The last monitor of a service takes the service with it. */
export async function moveMonitor(
  context: Context,
  target: Target,
  to: Target,
): Promise<Moved | Refusal> {
  const { monitorId } = target;
  if (monitorId === null) throw new Error("a service is no monitor");
  const refusal = mayNotChange(context, target) ?? mayNotChange(context, to);
  if (refusal !== undefined) return refusal;
  if (to.serviceId === target.serviceId)
    return refuse(
      "there-already",
      `${target.monitorName ?? ""} belongs to ${to.serviceName} already.`,
    );
  try {
    return await context.store.transaction((tx) =>
      moveMonitorLocked(tx, context, { ...target, monitorId }, to),
    );
  } catch (error) {
    if (errorCode(error) !== UNIQUE_VIOLATION) throw error;
    return refuse(
      "name-taken",
      `${to.serviceName} has a monitor called "${target.monitorName ?? ""}" already: rename one of them first.`,
    );
  }
}

async function moveMonitorLocked(
  tx: Db,
  context: Context,
  target: Target & { monitorId: number },
  to: Target,
): Promise<Moved | Refusal> {
  const places = await lockBoth(tx, target.serviceId, to.serviceId);
  const [state] = await lockStates(tx, target);
  if (places === null || state === undefined) return gone(target);
  const { from, into } = places;
  const refusal = await mayNotLeave(tx, from);
  if (refusal !== undefined) return refusal;
  await setServiceOf(tx, target.monitorId, into.id);
  await reviseMonitors(tx, [target.monitorId]);
  await replaceState(tx, restartable(state, context.now));
  const cause = {
    at: context.now,
    beganAt: context.now,
    detail: `${target.monitorName ?? ""} belongs to it now`,
    actor: context.actor.name,
  };
  await settleService(tx, into, cause);
  const left = (await monitorsOf(tx, from.id)).length === 0;
  if (left) await markServiceRemoved(tx, from.id, context.now);
  else await settleService(tx, from, { ...cause, detail: null });
  if (into.namespaceId !== from.namespaceId)
    await followNamespace(tx, into, context.now);
  const moved: Target = {
    ...to,
    monitorId: target.monitorId,
    monitorName: target.monitorName,
  };
  await audit(tx, context, "move", fullName(target), { to: fullName(moved) });
  return { ok: true, from: target, to: moved, left };
}

/** What was seen on the way counts for neither service; the next look is at once. */
function restartable(state: MonitorState, now: Instant): MonitorState {
  return state.kind === "paused" ? state : { ...state, dueAt: now };
}

async function followNamespace(
  tx: Db,
  { id, namespaceId }: Service,
  now: Instant,
): Promise<void> {
  const { timezone } = await getNamespace(tx, namespaceId);
  await followZone(tx, id, timezone, now);
}

/** Always in the same order, so that two people who move things between the same services do not wait for each other. */
async function lockBoth(
  tx: Db,
  fromId: number,
  intoId: number,
): Promise<{ from: Service; into: Service } | null> {
  const locked = new Map<number, Service>();
  for (const id of [fromId, intoId].toSorted((a, b) => a - b)) {
    const service = await lockService(tx, id);
    if (service === null) return null;
    locked.set(id, service);
  }
  const [from, into] = [locked.get(fromId), locked.get(intoId)];
  return from === undefined || into === undefined ? null : { from, into };
}

function gone(target: Target): Refusal {
  return refuse(
    "removed",
    `${fullName(target)}, or where it was to go, was removed meanwhile.`,
  );
}

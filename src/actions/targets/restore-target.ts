import { defaultPolicy, newHealth, step } from "../../domain/health.ts";
import { cleanName, nameKey } from "../../domain/names.ts";
import { phaseOf } from "../../domain/schedule.ts";
import { HOUR, type Instant } from "../../domain/time.ts";
import { brokenConstraint, type Db } from "../../store/db.ts";
import type { Monitor } from "../../store/entities/monitors.ts";
import type { Service } from "../../store/entities/services.ts";
import { insertState, updateMonitor } from "../../store/targets/monitors.ts";
import { getNamespace, holdNamespace } from "../../store/targets/namespaces.ts";
import {
  emptyBin,
  lockAnyService,
  monitorsRemovedAt,
  oweRecoveryOfRemoved,
} from "../../store/targets/removed.ts";
import { isSlugTaken, updateService } from "../../store/targets/services.ts";
import { firstDue, freeSlug, noSuchNamespace } from "./add-monitor.ts";
import {
  type Context,
  refuse,
  refuseFields,
  type Refusal,
} from "../context.ts";
import { coverService } from "../maintenance/cover-service.ts";
import { KEEP_REMOVED_MS, type RemovedThing } from "./find-removed.ts";
import { fullName, type Target } from "./find-target.ts";
import { audit, mayNotChange } from "../people/permission.ts";
import { settleService } from "../incidents/settle-service.ts";

/** Nobody brings back what is being forgotten at this moment. */
const FORGET_AFTER_MS = KEEP_REMOVED_MS + HOUR;

export type Restored = {
  ok: true;
  target: Target;
  count: number;
  /** So many of them were paused when they were removed, and are so again. */
  paused: number;
};

/**
 * Brings back what was removed, with its history, its secrets and its pause; under another name where one is given. A
 * monitor brings its service back where that was removed, too. It is looked at as something new: whether it works is
 * not known.
 */
export async function restoreTarget(
  context: Context,
  thing: RemovedThing,
  name?: string,
): Promise<Restored | Refusal> {
  const refusal = mayNotChange(context, thing);
  if (refusal !== undefined) return refusal;
  const cleaned = name === undefined ? undefined : cleanName(name);
  if (cleaned?.ok === false)
    return refuseFields([{ field: "name", text: cleaned.text }]);
  const renamed = named(thing, cleaned?.name);
  try {
    return await context.store.transaction((tx) =>
      restoreLocked(tx, context, thing, renamed),
    );
  } catch (error) {
    const taken = nameTaken(error, renamed);
    if (taken === undefined) throw error;
    return taken;
  }
}

/** Forgets the secrets of what was removed too long ago to be brought back. */
export async function forgetRemoved({ store, now }: Context): Promise<void> {
  await emptyBin(store.db, now - FORGET_AFTER_MS);
}

function named(thing: RemovedThing, name: string | undefined): RemovedThing {
  if (name === undefined) return thing;
  return thing.monitorId === null
    ? { ...thing, serviceName: name, serviceKey: nameKey(name) }
    : { ...thing, monitorName: name, monitorKey: nameKey(name) };
}

async function restoreLocked(
  tx: Db,
  context: Context,
  thing: RemovedThing,
  to: RemovedThing,
): Promise<Restored | Refusal> {
  const { now, actor } = context;
  const service = await lockAnyService(tx, thing.serviceId);
  const monitors = await monitorsRemovedAt(tx, thing);
  if (service === null || monitors.length === 0)
    return refuse("restored", `${fullName(thing)} is back already.`);
  if (!(await holdNamespace(tx, service.namespaceId)))
    return noSuchNamespace(tx, thing.namespaceSlug);
  const before = service.removedAt;
  const living = before === null ? service : await revive(tx, service, to);
  const { timezone } = await getNamespace(tx, service.namespaceId);
  for (const monitor of monitors) {
    const dueAt =
      monitors.length === 1 ? now : firstLook(monitor, timezone, now);
    await reviveMonitor(tx, now, withName(monitor, to), dueAt);
  }
  if (before !== null) await oweRecoveryOfRemoved(tx, service.id, before);
  await coverService(tx, living, { at: now, actor: null });
  await settleService(tx, living, {
    at: now,
    beganAt: now,
    detail: null,
    actor: actor.name,
  });
  await audit(
    tx,
    context,
    "restore",
    fullName(thing),
    to === thing ? {} : { as: fullName(to) },
  );
  const paused = monitors.filter(({ removedPause }) => removedPause !== null);
  return {
    ok: true,
    target: to,
    count: monitors.length,
    paused: paused.length,
  };
}

function withName(
  monitor: Monitor,
  { monitorName, monitorKey }: RemovedThing,
): Monitor {
  return monitorName === null
    ? monitor
    : { ...monitor, name: monitorName, nameKey: monitorKey };
}

/** Its place in URLs may be another one's by now. */
async function revive(
  tx: Db,
  service: Service,
  { namespaceSlug, serviceName, serviceKey }: RemovedThing,
): Promise<Service> {
  const slug = (await isSlugTaken(tx, service.slug, service.id))
    ? await freeSlug(tx, namespaceSlug, serviceName)
    : service.slug;
  const change = {
    name: serviceName,
    nameKey: serviceKey,
    slug,
    removedAt: null,
  };
  await updateService(tx, service.id, change);
  return { ...service, ...change };
}

/** Many at once are spread over their interval. */
function firstLook(monitor: Monitor, timezone: string, now: Instant): Instant {
  return firstDue(monitor, phaseIn(monitor), timezone, now);
}

function phaseIn({ id, everyMs }: Pick<Monitor, "id" | "everyMs">): number {
  return everyMs === null ? 0 : phaseOf(id, everyMs);
}

async function reviveMonitor(
  tx: Db,
  now: Instant,
  { revision, ...monitor }: Monitor,
  dueAt: Instant,
): Promise<void> {
  const { id: monitorId, everyMs, timeoutMs, removedPause } = monitor;
  await updateMonitor(tx, {
    ...monitor,
    removedAt: null,
    removedPause: null,
    restoredAt: now,
  });
  const fresh = newHealth(now);
  await insertState(tx, {
    monitorId,
    dueAt: removedPause ?? dueAt,
    leaseUntil: null,
    version: 1,
    revision: revision + 1,
    everyMs,
    phaseMs: phaseIn(monitor),
    timeoutMs,
    ...(removedPause === null
      ? fresh
      : step(fresh, "pause", now, defaultPolicy)),
  });
}

/** Somebody gave the name to something else meanwhile. Undefined for any other error. */
function nameTaken(error: unknown, to: RemovedThing): Refusal | undefined {
  const { namespaceName, namespaceSlug, serviceName, monitorName } = to;
  const constraint = brokenConstraint(error);
  if (constraint === "monitors_name_key")
    return refuse(
      "name-taken",
      `${serviceName} has another monitor called "${monitorName ?? ""}" by now. Bring this one back under another name: \`restore ${fullName(to)} as "${monitorName ?? ""} 2"\`.`,
    );
  if (constraint !== "services_name_key") return undefined;
  return refuse(
    "name-taken",
    monitorName === null
      ? `${namespaceName} has another service called "${serviceName}" by now. Bring this one back under another name: \`restore ${fullName(to)} as "${serviceName} 2"\`.`
      : `Its service was removed, too, and ${namespaceName} has another one called "${serviceName}" by now: give that one another name first, as in \`rename ${namespaceSlug}/${serviceName} to "${serviceName} 2"\`.`,
  );
}

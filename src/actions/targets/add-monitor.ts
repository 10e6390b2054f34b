import { Schedule } from "../../base/cron.ts";
import { clip, listed } from "../../base/text.ts";
import { newHealth } from "../../domain/health.ts";
import {
  cleanName,
  likelyNames,
  MAX_NAME_LENGTH,
  nameKey,
  slugOf,
} from "../../domain/names.ts";
import type { PageLevel } from "../../domain/paging.ts";
import { nextOnGrid, phaseOf } from "../../domain/schedule.ts";
import type { Instant } from "../../domain/time.ts";
import { type Timing, timingProblems } from "../../domain/timing.ts";
import { putSecret } from "../../store/bookkeeping.ts";
import { type Db, errorCode } from "../../store/db.ts";
import type { Monitor } from "../../store/entities/monitors.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import type { Service } from "../../store/entities/services.ts";
import { insertMonitor, insertState } from "../../store/targets/monitors.ts";
import {
  findNamespace,
  holdNamespace,
  listNamespaces,
} from "../../store/targets/namespaces.ts";
import {
  findService,
  insertService,
  isSlugTaken,
  lockService,
} from "../../store/targets/services.ts";
import {
  type Context,
  type Problem,
  refuse,
  refuseFields,
  type Refusal,
} from "../context.ts";
import { coverService } from "../maintenance/cover-service.ts";
import { audit, mayNotChange } from "../people/permission.ts";

export interface NewMonitor extends Timing {
  namespaceSlug: string;
  /** Made where there is none of that name. */
  serviceName: string;
  monitorName: string;
  type: string;
  /** As the check's schema gave them, without the secret ones. */
  settings: Record<string, unknown>;
  secrets: Record<string, string>;
  schedule: string[] | null;
  essential: boolean;
  public: boolean;
  /** Of a service that is made with it. */
  runbook?: string | null;
  pages?: PageLevel;
  /** First look at its place on the grid instead of now: for many at once. */
  spread?: boolean;
}

export type Added = {
  ok: true;
  namespace: Namespace;
  service: Service;
  monitor: Monitor;
};

/** Adds a monitor, and its service where it is the first. Refused with every problem at once; names must be free. */
export async function addMonitor(
  context: Context,
  request: NewMonitor,
): Promise<Added | Refusal> {
  const namespace = await findNamespace(
    context.store.db,
    request.namespaceSlug,
  );
  if (namespace === null)
    return noSuchNamespace(context.store.db, request.namespaceSlug);
  const refusal = mayNotChange(context, namespace);
  if (refusal !== undefined) return refusal;
  const names = checkNames(request);
  const problems = [
    ...names.problems,
    ...whenProblems(request, namespace.timezone),
  ];
  if (problems.length > 0) return refuseFields(problems);
  return insertOrRefuse(context, namespace, { ...request, ...names });
}

/** So many namespaces are listed in a sentence. */
const MOST_NAMESPACES = 10;

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
export const UNIQUE_VIOLATION = "23505";

async function insertOrRefuse(
  context: Context,
  namespace: Namespace,
  request: NewMonitor,
): Promise<Added | Refusal> {
  // Two first monitors of a new service may both make it: the one that lost finds it when it tries again.
  for (let attempt = 1; attempt <= 2; attempt++) {
    try {
      return await context.store.transaction((tx) =>
        insert(tx, context, namespace, request),
      );
    } catch (error) {
      if (errorCode(error) !== UNIQUE_VIOLATION) throw error;
    }
  }
  return refuse(
    "name-taken",
    `${namespace.name} / ${request.serviceName} has a monitor called "${request.monitorName}" already. Give this one another name.`,
  );
}

function checkNames({ serviceName, monitorName }: NewMonitor): {
  serviceName: string;
  monitorName: string;
  problems: Problem[];
} {
  const service = cleanName(serviceName);
  const monitor = cleanName(monitorName);
  return {
    serviceName: service.ok ? service.name : "",
    monitorName: monitor.ok ? monitor.name : "",
    problems: [
      ...(service.ok ? [] : [{ field: "serviceName", text: service.text }]),
      ...(monitor.ok ? [] : [{ field: "monitorName", text: monitor.text }]),
    ],
  };
}

/** What is wrong with when a monitor is looked at, field by field. */
export function whenProblems(
  request: Timing & Pick<NewMonitor, "schedule">,
  timezone: string,
): Problem[] {
  const problems: Problem[] = timingProblems(request);
  if (request.schedule !== null) {
    const parsed = Schedule.parse(request.schedule, timezone);
    if (!parsed.ok)
      problems.push({ field: "schedule", text: `${parsed.text}.` });
  }
  return problems;
}

async function insert(
  tx: Db,
  context: Context,
  namespace: Namespace,
  request: NewMonitor,
): Promise<Added | Refusal> {
  const service = await ensureService(tx, context, namespace, request);
  if (service === null) return noSuchNamespace(tx, namespace.slug);
  const monitor = await insertMonitor(tx, {
    serviceId: service.id,
    name: request.monitorName,
    nameKey: nameKey(request.monitorName),
    type: request.type,
    settings: request.settings,
    everyMs: request.everyMs,
    schedule: request.schedule,
    timeoutMs: request.timeoutMs,
    confirmFailures: request.confirmFailures,
    confirmSuccesses: request.confirmSuccesses,
    confirmRetryMs: request.confirmRetryMs,
    essential: request.essential,
    remembered: {},
    revision: 1,
    createdAt: context.now,
    removedAt: null,
    removedPause: null,
    restoredAt: null,
  });
  for (const [name, value] of Object.entries(request.secrets)) {
    await putSecret(tx, context.secrets, `monitor:${monitor.id}`, name, value);
  }
  const phaseMs =
    monitor.everyMs === null ? 0 : phaseOf(monitor.id, monitor.everyMs);
  await insertState(tx, {
    monitorId: monitor.id,
    dueAt:
      request.spread === true
        ? firstDue(monitor, phaseMs, namespace.timezone, context.now)
        : context.now,
    leaseUntil: null,
    version: 1,
    revision: 1,
    everyMs: monitor.everyMs,
    phaseMs,
    timeoutMs: monitor.timeoutMs,
    ...newHealth(context.now),
  });
  await coverService(tx, service, { at: context.now, actor: null });
  await audit(
    tx,
    context,
    "add",
    `${namespace.slug}/${service.name}/${monitor.name}`,
    { type: monitor.type },
  );
  return { ok: true, namespace, service, monitor };
}

/**
 * The service of that name, made where there is none; locked, so that two first monitors do not make it twice. Null
 * where its namespace was removed meanwhile.
 */
async function ensureService(
  tx: Db,
  { now }: Context,
  namespace: Namespace,
  request: NewMonitor,
): Promise<Service | null> {
  const key = nameKey(request.serviceName);
  const existing = await findService(tx, namespace.id, key);
  const locked = existing === null ? null : await lockService(tx, existing.id);
  if (locked !== null) return locked;
  if (!(await holdNamespace(tx, namespace.id))) return null;
  return insertService(tx, {
    namespaceId: namespace.id,
    name: request.serviceName,
    nameKey: key,
    slug: await freeSlug(tx, namespace.slug, request.serviceName),
    public: request.public,
    runbook: request.runbook ?? null,
    pages: request.pages ?? "no",
    status: "unknown",
    statusSince: now,
    createdAt: now,
    removedAt: null,
  });
}

/** "datastore", or "iati-datastore" where another namespace has that, or with a number where both are taken. */
export async function freeSlug(
  tx: Db,
  namespaceSlug: string,
  serviceName: string,
): Promise<string> {
  const base = slugOf(serviceName) || "service";
  for (let number = 1; ; number++) {
    const candidates =
      number === 1
        ? [base, `${namespaceSlug}-${base}`]
        : [`${namespaceSlug}-${base}-${number}`];
    for (const slug of candidates)
      if (!(await isSlugTaken(tx, slug))) return slug;
  }
}

/** When a monitor is looked at next, by its interval or its schedule. */
export function firstDue(
  { everyMs, schedule }: Pick<Monitor, "everyMs" | "schedule">,
  phaseMs: number,
  timezone: string,
  now: Instant,
): Instant {
  if (everyMs !== null) return nextOnGrid(now, everyMs, phaseMs);
  const parsed = Schedule.parse(schedule ?? [], timezone);
  return (parsed.ok ? parsed.schedule.next(now) : undefined) ?? now;
}

/** What to say where a namespace is not named, or not there. */
export async function noSuchNamespace(db: Db, slug: string): Promise<Refusal> {
  const all = (await listNamespaces(db)).map((namespace) => namespace.slug);
  const [first] = all;
  if (first === undefined)
    return refuse(
      "not-found",
      "There is no namespace yet. Make one first: `namespace add iati`.",
    );
  const there = `There are: ${listed(all, MOST_NAMESPACES)}.`;
  if (slug === "")
    return refuse(
      "no-namespace",
      `Which namespace is it for? Say it as in \`in ${first}\`. ${there}`,
    );
  const likely = likelyNames(slug, all);
  return refuse(
    "not-found",
    `There is no namespace "${clip(slug, MAX_NAME_LENGTH)}". ${likely.length > 0 ? `Did you mean ${likely.join(", ")}?` : there}`,
  );
}

import { healthElsewhere } from "../../domain/health.ts";
import { cleanName, nameKey } from "../../domain/names.ts";
import { phaseOf } from "../../domain/schedule.ts";
import type { Timing } from "../../domain/timing.ts";
import {
  deleteSecret,
  openSecrets,
  putSecret,
  secretNamesOf,
} from "../../store/bookkeeping.ts";
import { type Db, errorCode } from "../../store/db.ts";
import type { Monitor, MonitorState } from "../../store/entities/monitors.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import { findOpenIncident } from "../../store/incidents/incidents.ts";
import {
  findMonitor,
  lockStates,
  replaceState,
  updateMonitor,
} from "../../store/targets/monitors.ts";
import { getNamespace } from "../../store/targets/namespaces.ts";
import { lockService } from "../../store/targets/services.ts";
import { firstDue, UNIQUE_VIOLATION, whenProblems } from "./add-monitor.ts";
import {
  auditOf,
  type Change,
  changeOf,
  durationChange,
  isSame,
  secretChange,
} from "../change.ts";
import {
  type Context,
  type Problem,
  refuse,
  refuseFields,
  type Refusal,
} from "../context.ts";
import { fullName, type Target, targetById } from "./find-target.ts";
import { audit, mayNotChange } from "../people/permission.ts";
import { settleService } from "../incidents/settle-service.ts";

/** A monitor as it is, with its secrets: for who decides about an edit, never to be shown. */
export interface MonitorNow {
  monitor: Monitor;
  secrets: Record<string, string>;
}

/** What is to be otherwise; what is left out stays. */
export interface MonitorEdit extends Partial<Timing> {
  name?: string;
  type?: string;
  /** All of them, as the check's schema gave them, without the secret ones. */
  settings?: Record<string, unknown>;
  /** The settings until now as the schema reads them today: a default that is new is no change. */
  settingsWere?: Record<string, unknown>;
  /** Those that are set; null forgets one. */
  secrets?: Record<string, string | null>;
  schedule?: string[] | null;
  essential?: boolean;
  /** Something else is looked at from now on: what was believed does not count for it. */
  looksElsewhere?: boolean;
}

export type EditedMonitor = {
  ok: true;
  target: Target;
  monitor: Monitor;
  changes: Change[];
};

/** A monitor as its form shows it: of its secrets, which are set. */
export type MonitorToEdit = {
  ok: true;
  target: Target;
  monitor: Monitor;
  secretNames: string[];
};

/** What a monitor is, for who may change it. */
export async function monitorToEdit(
  context: Context,
  monitorId: number,
): Promise<MonitorToEdit | Refusal> {
  const { db } = context.store;
  const found = await targetById(db, { monitorId });
  if (!found.ok) return found;
  const { target } = found;
  const refusal = mayNotChange(context, target);
  if (refusal !== undefined) return refusal;
  const monitor = await findMonitor(db, monitorId);
  if (monitor === null)
    return refuse("removed", `${fullName(target)} was removed meanwhile.`);
  const secretNames = await secretNamesOf(db, `monitor:${monitorId}`);
  return { ok: true, target, monitor, secretNames };
}

/** A monitor with its secrets, to look by other settings before they are saved; for who may change it. */
export async function monitorToTry(
  context: Context,
  monitorId: number,
): Promise<({ ok: true; timezone: string } & MonitorNow) | Refusal> {
  const shown = await monitorToEdit(context, monitorId);
  if (!shown.ok) return shown;
  const { db } = context.store;
  const owner = `monitor:${monitorId}`;
  const opened = await openSecrets(db, context.secrets, [owner]);
  const { timezone } = await getNamespace(db, shown.target.namespaceId);
  const secrets = opened.get(owner) ?? {};
  return { ok: true, monitor: shown.monitor, secrets, timezone };
}

/**
 * Changes a monitor. `decide` says what is to be otherwise when nobody else can change it any more. Looks that are under
 * way count for nothing where they looked by other settings, and the next one is at once.
 */
export async function editMonitor(
  context: Context,
  monitorId: number,
  decide: (now: MonitorNow) => { ok: true; edit: MonitorEdit } | Refusal,
): Promise<EditedMonitor | Refusal> {
  const found = await targetById(context.store.db, { monitorId });
  if (!found.ok) return found;
  const { target } = found;
  const refusal = mayNotChange(context, target);
  if (refusal !== undefined) return refusal;
  try {
    return await context.store.transaction((tx) =>
      editLocked(tx, context, target, decide),
    );
  } catch (error) {
    if (errorCode(error) !== UNIQUE_VIOLATION) throw error;
    return {
      ...refuse(
        "name-taken",
        `${target.namespaceName} / ${target.serviceName} has another monitor of that name: give this one another.`,
      ),
      problems: [
        { field: "monitorName", text: "Another monitor has this name." },
      ],
    };
  }
}

async function editLocked(
  tx: Db,
  context: Context,
  target: Target,
  decide: (now: MonitorNow) => { ok: true; edit: MonitorEdit } | Refusal,
): Promise<EditedMonitor | Refusal> {
  const service = await lockService(tx, target.serviceId);
  const [state] = service === null ? [] : await lockStates(tx, target);
  const monitor = await findMonitor(tx, target.monitorId ?? 0);
  if (service === null || state === undefined || monitor === null)
    return refuse(
      "removed",
      `${fullName(target)} was removed or moved meanwhile.`,
    );
  const owner = `monitor:${monitor.id}`;
  const secrets =
    (await openSecrets(tx, context.secrets, [owner])).get(owner) ?? {};
  const decided = decide({ monitor, secrets });
  if (!decided.ok) return decided;
  const namespace = await getNamespace(tx, service.namespaceId);
  const edited = editedMonitor(monitor, decided.edit, namespace);
  if (!edited.ok) return edited;
  const { after } = edited;
  const changes = [
    ...changesBetween(
      { ...monitor, settings: decided.edit.settingsWere ?? monitor.settings },
      after,
    ),
    ...secretChanges(secrets, decided.edit.secrets ?? {}),
  ];
  if (changes.length === 0) return { ok: true, target, monitor, changes };
  const looksElsewhere = decided.edit.looksElsewhere === true;
  const { revision: _, ...fields } = after;
  await updateMonitor(tx, {
    ...fields,
    remembered: looksElsewhere ? {} : monitor.remembered,
  });
  await writeSecrets(tx, context, owner, decided.edit.secrets ?? {});
  if (changes.some(({ what }) => !onlyNames.includes(what)))
    await restart(tx, context, { state, after, namespace, looksElsewhere });
  await settleService(tx, service, {
    at: context.now,
    beganAt: context.now,
    // Only becoming essential makes a service worse at once.
    detail: monitor.essential ? null : `${after.name} is essential now`,
    actor: context.actor.name,
  });
  await audit(tx, context, "edit", fullName(target), auditOf(changes));
  return {
    ok: true,
    target: { ...target, monitorName: after.name },
    monitor: after,
    changes,
  };
}

/** What an edit would change, and whether it may be: nothing is written. */
export function plannedEdit(
  { monitor, secrets }: MonitorNow,
  edit: MonitorEdit,
  namespace: Pick<Namespace, "timezone">,
): { ok: true; changes: Change[] } | Refusal {
  const edited = editedMonitor(monitor, edit, namespace);
  if (!edited.ok) return edited;
  const { after } = edited;
  const before = {
    ...monitor,
    settings: edit.settingsWere ?? monitor.settings,
  };
  const changes = [
    ...changesBetween(before, after),
    ...secretChanges(secrets, edit.secrets ?? {}),
  ];
  return { ok: true, changes };
}

/** What says nothing about how and when it is looked at. */
const onlyNames = ["name", "essential"];

function editedMonitor(
  monitor: Monitor,
  edit: MonitorEdit,
  { timezone }: Pick<Namespace, "timezone">,
): { ok: true; after: Monitor } | Refusal {
  const name = cleanName(edit.name ?? monitor.name);
  const schedule =
    edit.schedule === undefined
      ? edit.everyMs === undefined || edit.everyMs === null
        ? monitor.schedule
        : null
      : edit.schedule;
  const after: Monitor = {
    ...monitor,
    name: name.ok ? name.name : monitor.name,
    nameKey: nameKey(name.ok ? name.name : monitor.name),
    type: edit.type ?? monitor.type,
    settings: edit.settings ?? monitor.settings,
    everyMs: schedule === null ? (edit.everyMs ?? monitor.everyMs) : null,
    schedule,
    timeoutMs: edit.timeoutMs ?? monitor.timeoutMs,
    confirmFailures: edit.confirmFailures ?? monitor.confirmFailures,
    confirmSuccesses: edit.confirmSuccesses ?? monitor.confirmSuccesses,
    confirmRetryMs: edit.confirmRetryMs ?? monitor.confirmRetryMs,
    essential: edit.essential ?? monitor.essential,
  };
  const problems: Problem[] = whenProblems(after, timezone);
  if (after.everyMs === null && after.schedule === null)
    problems.push({
      field: "everyMs",
      text: "Without a schedule it needs an interval, as in `every 1m`.",
    });
  if (!name.ok) problems.push({ field: "monitorName", text: name.text });
  return problems.length > 0 ? refuseFields(problems) : { ok: true, after };
}

function changesBetween(before: Monitor, after: Monitor): Change[] {
  const names = [
    ...new Set([
      ...Object.keys(before.settings),
      ...Object.keys(after.settings),
    ]),
  ];
  return [
    ...changeOf("name", before.name, after.name),
    ...changeOf("type", before.type, after.type),
    ...durationChange("every", before.everyMs, after.everyMs),
    ...changeOf("schedule", before.schedule, after.schedule),
    ...durationChange("timeout", before.timeoutMs, after.timeoutMs),
    ...changeOf("failures", before.confirmFailures, after.confirmFailures),
    ...changeOf("successes", before.confirmSuccesses, after.confirmSuccesses),
    ...durationChange("retry", before.confirmRetryMs, after.confirmRetryMs),
    ...changeOf("essential", before.essential, after.essential),
    ...names.flatMap((name) =>
      // Two settings of one check may be called as a common field is: "name" of a DNS check.
      changeOf(
        commonWords.includes(name) ? `setting ${name}` : name,
        before.settings[name],
        after.settings[name],
      ),
    ),
  ];
}

const commonWords = ["name", "type", "every", "schedule", "timeout"];

function secretChanges(
  before: Record<string, string>,
  edit: Record<string, string | null>,
): Change[] {
  return Object.entries(edit)
    .filter(([name, value]) => !isSame(before[name] ?? null, value))
    .map(([name, value]) =>
      secretChange(name, before[name] !== undefined, value !== null),
    );
}

async function writeSecrets(
  tx: Db,
  { secrets }: Context,
  owner: string,
  edit: Record<string, string | null>,
): Promise<void> {
  for (const [name, value] of Object.entries(edit)) {
    if (value === null) await deleteSecret(tx, owner, name);
    else await putSecret(tx, secrets, owner, name, value);
  }
}

interface Restart {
  state: MonitorState;
  after: Monitor;
  namespace: Namespace;
  looksElsewhere: boolean;
}

/** It is looked at again by what it is now, at once; a pause goes on until its end. */
async function restart(
  tx: Db,
  { now }: Context,
  { state, after, namespace, looksElsewhere }: Restart,
): Promise<void> {
  const isTold =
    looksElsewhere && (await findOpenIncident(tx, after.serviceId)) !== null;
  const health = looksElsewhere ? healthElsewhere(state, now, isTold) : state;
  const phaseMs = after.everyMs === null ? 0 : phaseOf(after.id, after.everyMs);
  const isScheduled = after.schedule !== null && !looksElsewhere;
  const dueAt = isScheduled
    ? firstDue(after, phaseMs, namespace.timezone, now)
    : now;
  await replaceState(tx, {
    ...state,
    kind: health.kind,
    since: health.since,
    belief: health.belief,
    toward: health.toward,
    streak: health.streak,
    everyMs: after.everyMs,
    phaseMs,
    timeoutMs: after.timeoutMs,
    dueAt: state.kind === "paused" ? state.dueAt : dueAt,
  });
}

import { nextStretch, readRule } from "../../base/recurrence.ts";
import { cleanName } from "../../domain/names.ts";
import {
  changeOf,
  LONGEST_NOTE,
  LONGEST_PURPOSE,
  LONGEST_TITLE,
  timeProblems,
} from "../../domain/maintenance.ts";
import { type Instant, type Interval, SECOND } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import type {
  MaintenanceWindow,
  Occurrence,
} from "../../store/entities/maintenance.ts";
import {
  changeWindow,
  findWindow,
  insertOccurrence,
  insertWindow,
  lockLiving,
  maintenanceLine,
  type MaintenanceLine,
  reviseOccurrence,
  type Scope,
  setScopes,
} from "../../store/maintenance/maintenance.ts";
import {
  announceMaintenance,
  showMaintenance,
} from "./announce-maintenance.ts";
import {
  type Context,
  type Problem,
  refuseFields,
  type Refusal,
} from "../context.ts";
import { coverAll, MOST_WHILE_WAITED_FOR } from "./cover-service.ts";
import { mayPlan } from "./find-scopes.ts";
import {
  auditWindow,
  mayNotChangeWindow,
  noSuchWindow,
} from "./maintenance-window.ts";
import { beginOccurrence } from "./run-maintenance.ts";
import { overlapsOf, type Overlap } from "./show-maintenance.ts";

export interface MaintenanceRequest {
  title: string;
  note: string;
  /** What customers read beside names and times: what it is for. */
  purpose: string;
  scopes: readonly Scope[];
  zone: string;
  from: Instant;
  until: Instant;
  /** RFC 5545; null where it does not come again. */
  rule: string | null;
  /** How long each time lasts on the clocks. */
  durationMs: number;
  /** Null: as far as whoever asks may say so. */
  tellsCustomers: boolean | null;
}

export type Planned = {
  ok: true;
  line: MaintenanceLine;
  /** Other windows of the same that come at the same time. */
  beside: Overlap[];
};

/** Plans maintenance, and begins it where it is to begin now. Refused with every problem at once. */
export async function planMaintenance(
  context: Context,
  request: MaintenanceRequest,
): Promise<Planned | Refusal> {
  const { store, now, actor } = context;
  const checked = await check(context, request);
  if (!checked.ok) return checked;
  const { fields, first } = checked;
  const windowId = await store.transaction(async (tx) => {
    const window = await insertWindow(tx, {
      ...fields,
      createdBy: actor.name,
      createdAt: now,
      cancelledAt: null,
    });
    await setScopes(tx, window.id, request.scopes);
    const occurrence = await insertOccurrence(tx, {
      windowId: window.id,
      state: "planned",
      slotAt: first.from,
      startsAt: first.from,
      endsAt: first.until,
      beganAt: null,
      endedAt: null,
      revision: 0,
      changedAt: now,
    });
    const turn = { window, occurrence, at: now, actor: actor.name };
    if (first.from <= now) await beginOccurrence(tx, turn);
    else await announceMaintenance(tx, { ...turn, reason: "planned" });
    await auditWindow(tx, context, "maintenance", window, occurrence);
    return window.id;
  });
  return answer(context, windowId);
}

/** Changes a window as a whole; what changes of its living time is told. What runs keeps its beginning. */
export async function editMaintenance(
  context: Context,
  windowId: number,
  request: MaintenanceRequest,
): Promise<Planned | Refusal> {
  const { store, now, actor } = context;
  const living = await maintenanceLine(store.db, windowId);
  if (living === null) return noSuchWindow(windowId);
  const checked = await check(context, request, living);
  if (!checked.ok) return checked;
  const { first } = checked;
  const keepsBeginning =
    living.state === "running" || isAtSameTime(living, request);
  // All later times have the hour at which the series began, however late in one of them somebody edits it.
  const startsAt = keepsBeginning ? living.seriesStartsAt : first.from;
  const fields = { ...checked.fields, startsAt };
  const refusal = await store.transaction(async (tx) => {
    const occurrence = await lockLiving(tx, windowId);
    const before = await findWindow(tx, windowId);
    if (occurrence === null || before === null) return noSuchWindow(windowId);
    const refused = await mayNotChangeWindow(context, tx, windowId);
    if (refused !== undefined) return refused;
    const isKept = keepsBeginning || occurrence.state === "running";
    const times = {
      startsAt: isKept ? occurrence.startsAt : first.from,
      endsAt: isSame(first.until, occurrence.endsAt)
        ? occurrence.endsAt
        : first.until,
    };
    await changeWindow(tx, windowId, fields);
    await setScopes(tx, windowId, request.scopes);
    const slotAt = isKept ? occurrence.slotAt : first.from;
    await reviseOccurrence(tx, occurrence, { ...times, slotAt }, now);
    const window = { ...before, ...fields };
    const changed = { ...occurrence, ...times, slotAt };
    await tellChange(tx, {
      window,
      before: occurrence,
      changed,
      at: now,
      actor: actor.name,
    });
    await auditWindow(tx, context, "maintenance edit", window, changed);
    return undefined;
  });
  return refusal ?? answer(context, windowId);
}

/** Forms know of seconds alone. */
function isSame(a: Instant, b: Instant): boolean {
  return Math.abs(a - b) < SECOND;
}

/** Whether a request leaves alone when a window begins and comes again. */
function isAtSameTime(
  { startsAt, rule, zone }: MaintenanceLine,
  request: MaintenanceRequest,
): boolean {
  return (
    isSame(request.from, startsAt) &&
    request.rule === rule &&
    request.zone === zone
  );
}

async function tellChange(
  tx: Db,
  {
    window,
    before,
    changed,
    at,
    actor,
  }: {
    window: MaintenanceWindow;
    before: Occurrence;
    changed: Occurrence;
    at: Instant;
    actor: string;
  },
): Promise<void> {
  const turn = { window, occurrence: changed, at, actor };
  const reason = changeOf(
    before.state === "running" ? "running" : "planned",
    { from: before.startsAt, until: before.endsAt },
    { from: changed.startsAt, until: changed.endsAt },
  );
  if (before.state === "planned" && changed.startsAt <= at)
    await beginOccurrence(tx, turn);
  else if (reason === null) await showMaintenance(tx, changed.id, at);
  else await announceMaintenance(tx, { ...turn, reason });
}

type Checked = {
  ok: true;
  fields: Omit<
    MaintenanceWindow,
    "id" | "createdBy" | "createdAt" | "cancelledAt"
  >;
  first: Interval;
};

/** `living` is what runs or comes next, where there is such a window already. */
async function check(
  context: Context,
  request: MaintenanceRequest,
  living: MaintenanceLine | null = null,
): Promise<Checked | Refusal> {
  const may = await mayPlan(context, context.store.db, request.scopes);
  if (!may.ok)
    return { ...may, problems: [{ field: "scope", text: may.text }] };
  if (request.tellsCustomers === true && may.refusal !== null)
    return {
      ...may.refusal,
      problems: [{ field: "tell", text: may.refusal.text }],
    };
  const title = cleanName(request.title.slice(0, LONGEST_TITLE + 1));
  const rule = request.rule === null ? null : readRule(request.rule);
  const problems: Problem[] = [
    ...(title.ok ? [] : [{ field: "title", text: title.text }]),
    ...(request.note.length > LONGEST_NOTE
      ? [{ field: "note", text: `A note may have ${LONGEST_NOTE} characters.` }]
      : []),
    ...(request.purpose.length > LONGEST_PURPOSE
      ? [
          {
            field: "purpose",
            text: `What customers read may have ${LONGEST_PURPOSE} characters.`,
          },
        ]
      : []),
    ...(rule === undefined
      ? [
          {
            field: "rule",
            text: 'This rule cannot be followed. Write it in words, as in "every first Sunday".',
          },
        ]
      : []),
  ];
  const first = rule === undefined ? null : firstOf(request, rule, living);
  if (first === null && rule !== undefined)
    problems.push({
      field: "rule",
      text: "No such time is left: it would never begin.",
    });
  if (first !== null) problems.push(...timeProblems(first, context.now));
  if (problems.length > 0 || !title.ok || rule === undefined || first === null)
    return refuseFields(problems);
  const { zone, durationMs, note, purpose } = request;
  return {
    ok: true,
    first,
    fields: {
      title: title.name,
      note: note.trim(),
      purpose: purpose.replace(/[\s\p{Cc}]+/gu, " ").trim(),
      zone,
      rule,
      startsAt: first.from,
      durationMs,
      tellsCustomers: request.tellsCustomers ?? may.mayAnnounce,
    },
  };
}

/**
 * Where a rule says that the beginning is another day, the first time is the first that it means. A rule says nothing of a
 * time that runs, nor of one that stays as it is.
 */
function firstOf(
  request: MaintenanceRequest,
  rule: string | null,
  living: MaintenanceLine | null,
): Interval | null {
  const { from, until, zone, durationMs } = request;
  const isThere =
    living !== null &&
    (living.state === "running" ||
      (isAtSameTime(living, request) && isSame(until, living.endsAt)));
  if (rule === null || isThere) return { from, until };
  return nextStretch({ rule, zone, startsAt: from, durationMs }, from - 1);
}

async function answer(
  context: Context,
  windowId: number,
): Promise<Planned | Refusal> {
  await coverAll(context, MOST_WHILE_WAITED_FOR);
  const line = await maintenanceLine(context.store.db, windowId);
  if (line === null) return noSuchWindow(windowId);
  return { ok: true, line, beside: await overlapsOf(context, line) };
}

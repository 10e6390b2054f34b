import { durationInWords } from "../domain/duration.ts";
import { LONGEST_WINDOW_MS } from "../domain/maintenance.ts";
import type { Db } from "../store/db.ts";
import type {
  MaintenanceWindow,
  Occurrence,
} from "../store/entities/maintenance.ts";
import {
  changeOccurrence,
  changeWindow,
  getWindow,
  lockLiving,
  maintenanceLine,
  type MaintenanceLine,
} from "../store/maintenance.ts";
import { announceMaintenance } from "./announce-maintenance.ts";
import { type Context, refuse, type Refusal } from "./context.ts";
import { coverAll, MOST_WHILE_WAITED_FOR } from "./cover-service.ts";
import {
  auditWindow,
  mayNotChangeWindow,
  noSuchWindow,
} from "./maintenance-window.ts";
import { endOccurrence, planNext } from "./run-maintenance.ts";

/** A window as it was changed; `line` is null where nothing of it is left to come. */
export type Changed = { ok: true; title: string; line: MaintenanceLine | null };

/** Lets a time that runs or comes next end later; later times of the window stay as they are. */
export async function extendMaintenance(
  context: Context,
  windowId: number,
  byMs: number,
): Promise<Changed | Refusal> {
  const { now, actor } = context;
  if (!(byMs > 0))
    return refuse(
      "not-longer",
      "By how much? Write it as in `maintenance extend 5 30m`.",
    );
  return change(
    context,
    windowId,
    "maintenance extend",
    async (tx, { window, occurrence }) => {
      const endsAt = occurrence.endsAt + byMs;
      if (endsAt - occurrence.startsAt > LONGEST_WINDOW_MS)
        return refuse(
          "too-long",
          `It may last ${durationInWords(LONGEST_WINDOW_MS)} at most.`,
        );
      await changeOccurrence(tx, occurrence.id, { endsAt });
      await announceMaintenance(tx, {
        reason: "extended",
        window,
        occurrence: { ...occurrence, endsAt },
        at: now,
        actor: actor.name,
      });
      return undefined;
    },
  );
}

/** Ends a time that runs; an outage alarms from now on. */
export async function endMaintenance(
  context: Context,
  windowId: number,
): Promise<Changed | Refusal> {
  const { now, actor } = context;
  return change(context, windowId, "maintenance end", async (tx, turn) => {
    if (turn.occurrence.state !== "running")
      return refuse(
        "not-running",
        `Window ${windowId} has not begun. \`maintenance cancel ${windowId}\` cancels it.`,
      );
    await endOccurrence(tx, { ...turn, at: now, actor: actor.name });
    return undefined;
  });
}

/** What is planned will not take place, nor any later time of the window; what runs ends. */
export async function cancelMaintenance(
  context: Context,
  windowId: number,
): Promise<Changed | Refusal> {
  const { now, actor } = context;
  return change(
    context,
    windowId,
    "maintenance cancel",
    async (tx, { window, occurrence }) => {
      await changeWindow(tx, windowId, { cancelledAt: now });
      const cancelled = { ...window, cancelledAt: now };
      const turn = {
        window: cancelled,
        occurrence,
        at: now,
        actor: actor.name,
      };
      if (occurrence.state === "running") await endOccurrence(tx, turn);
      else await cancelOccurrence(tx, turn);
      return undefined;
    },
  );
}

/** Leaves out the next time of a window that comes again. */
export async function skipMaintenance(
  context: Context,
  windowId: number,
): Promise<Changed | Refusal> {
  const { now, actor } = context;
  return change(
    context,
    windowId,
    "maintenance skip",
    async (tx, { window, occurrence }) => {
      if (occurrence.state === "running")
        return refuse(
          "running",
          `Window ${windowId} is under way. \`maintenance end ${windowId}\` ends it.`,
        );
      if (window.rule === null)
        return refuse(
          "once",
          `Window ${windowId} comes only once. \`maintenance cancel ${windowId}\` cancels it.`,
        );
      await cancelOccurrence(tx, {
        window,
        occurrence,
        at: now,
        actor: actor.name,
      });
      await planNext(tx, window, occurrence, now);
      return undefined;
    },
  );
}

async function cancelOccurrence(
  tx: Db,
  turn: {
    window: MaintenanceWindow;
    occurrence: Occurrence;
    at: number;
    actor: string;
  },
): Promise<void> {
  await changeOccurrence(tx, turn.occurrence.id, { state: "cancelled" });
  await announceMaintenance(tx, { ...turn, reason: "cancelled" });
}

type Work = (
  tx: Db,
  living: { window: MaintenanceWindow; occurrence: Occurrence },
) => Promise<Refusal | undefined>;

async function change(
  context: Context,
  windowId: number,
  verb: string,
  work: Work,
): Promise<Changed | Refusal> {
  const done = await context.store.transaction(async (tx) => {
    const occurrence = await lockLiving(tx, windowId);
    if (occurrence === null) return noSuchWindow(windowId);
    const refusal = await mayNotChangeWindow(context, tx, windowId);
    if (refusal !== undefined) return refusal;
    const window = await getWindow(tx, windowId);
    const problem = await work(tx, { window, occurrence });
    if (problem !== undefined) return problem;
    await auditWindow(tx, context, verb, window, occurrence);
    return { ok: true as const, title: window.title };
  });
  if (!done.ok) return done;
  await coverAll(context, MOST_WHILE_WAITED_FOR);
  return { ...done, line: await maintenanceLine(context.store.db, windowId) };
}

import { durationInWords } from "../../domain/duration.ts";
import { LONGEST_WINDOW_MS } from "../../domain/maintenance.ts";
import type { Instant } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import type {
  MaintenanceWindow,
  Occurrence,
} from "../../store/entities/maintenance.ts";
import {
  changeWindow,
  getWindow,
  lockLiving,
  maintenanceLine,
  type MaintenanceLine,
  reviseOccurrence,
} from "../../store/maintenance/maintenance.ts";
import { announceMaintenance } from "./announce-maintenance.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
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
  if (!(byMs > 0))
    return refuse(
      "not-longer",
      "By how much? Write it as in `maintenance extend 5 30m`.",
    );
  return change(context, windowId, "maintenance extend", async (tx, turn) => {
    const { occurrence } = turn;
    const { startsAt, state } = occurrence;
    const endsAt = occurrence.endsAt + byMs;
    if (endsAt - startsAt > LONGEST_WINDOW_MS)
      return refuse(
        "too-long",
        `It may last ${durationInWords(LONGEST_WINDOW_MS)} at most.`,
      );
    await reviseOccurrence(tx, occurrence, { endsAt }, turn.at);
    await announceMaintenance(tx, {
      ...turn,
      reason: state === "running" ? "extended" : "moved",
      occurrence: { ...occurrence, endsAt },
    });
    return undefined;
  });
}

/** Ends a time that runs; an outage alarms from now on. */
export async function endMaintenance(
  context: Context,
  windowId: number,
): Promise<Changed | Refusal> {
  return change(context, windowId, "maintenance end", async (tx, turn) => {
    if (turn.occurrence.state !== "running")
      return refuse(
        "not-running",
        `Window ${windowId} has not begun. \`maintenance cancel ${windowId}\` cancels it.`,
      );
    await endOccurrence(tx, turn);
    return undefined;
  });
}

/** What is planned will not take place, nor any later time of the window; what runs ends. */
export async function cancelMaintenance(
  context: Context,
  windowId: number,
): Promise<Changed | Refusal> {
  return change(context, windowId, "maintenance cancel", async (tx, living) => {
    const { window, occurrence, at } = living;
    await changeWindow(tx, windowId, { cancelledAt: at });
    const turn = { ...living, window: { ...window, cancelledAt: at } };
    if (occurrence.state === "running") await endOccurrence(tx, turn);
    else await cancelOccurrence(tx, turn);
    return undefined;
  });
}

/** Leaves out the next time of a window that comes again. */
export async function skipMaintenance(
  context: Context,
  windowId: number,
): Promise<Changed | Refusal> {
  return change(context, windowId, "maintenance skip", async (tx, turn) => {
    const { window, occurrence, at } = turn;
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
    await cancelOccurrence(tx, turn);
    await planNext(tx, window, occurrence, at);
    return undefined;
  });
}

async function cancelOccurrence(tx: Db, turn: Turn): Promise<void> {
  const { occurrence, at } = turn;
  await reviseOccurrence(tx, occurrence, { state: "cancelled" }, at);
  await announceMaintenance(tx, { ...turn, reason: "cancelled" });
}

/** The time of a window that runs or comes next, and who changes it when. */
interface Turn {
  window: MaintenanceWindow;
  occurrence: Occurrence;
  at: Instant;
  actor: string;
}

type Work = (tx: Db, turn: Turn) => Promise<Refusal | undefined>;

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
    const { now: at, actor } = context;
    const turn = { window, occurrence, at, actor: actor.name };
    const problem = await work(tx, turn);
    if (problem !== undefined) return problem;
    await auditWindow(tx, context, verb, window, occurrence);
    return { ok: true as const, title: window.title };
  });
  if (!done.ok) return done;
  await coverAll(context, MOST_WHILE_WAITED_FOR);
  return { ...done, line: await maintenanceLine(context.store.db, windowId) };
}

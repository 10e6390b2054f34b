import { crashPoint } from "../../base/crash.ts";
import { nextStretch } from "../../base/recurrence.ts";
import { fateOf, type Meanwhile } from "../../domain/maintenance.ts";
import type { Instant } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import type {
  MaintenanceWindow,
  Occurrence,
} from "../../store/entities/maintenance.ts";
import {
  changeOccurrence,
  claimDueOccurrence,
  getWindow,
  insertOccurrence,
  isAnyMaintenanceDue,
  reviseOccurrence,
} from "../../store/maintenance/maintenance.ts";
import { failuresSince } from "../../store/maintenance/maintenance-coverage.ts";
import {
  announceMaintenance,
  showMaintenance,
} from "./announce-maintenance.ts";
import type { Context } from "../context.ts";

/** So much of what failed meanwhile is told at the end. */
const MOST_FAILURES = 100;

/**
 * Begins or ends one time of a window, where that is due; false where nothing is. One that cannot be is put among the
 * `failed` before the error is thrown, and is then left alone: it must not keep the others from their turn.
 */
export async function runOneMaintenance(
  { store, now }: Context,
  failed: Set<number> = new Set(),
): Promise<boolean> {
  if (!(await isAnyMaintenanceDue(store.db, now))) return false;
  let claimed: number | undefined;
  try {
    const title = await store.transaction(async (tx) => {
      const occurrence = await claimDueOccurrence(tx, now, [...failed]);
      claimed = occurrence?.id;
      return occurrence === null ? undefined : takeTurn(tx, occurrence, now);
    });
    if (title !== undefined) crashPoint("after-record", title);
    return title !== undefined;
  } catch (error) {
    if (claimed !== undefined) failed.add(claimed);
    throw error;
  }
}

/** Returns the window's title. */
async function takeTurn(
  tx: Db,
  occurrence: Occurrence,
  now: Instant,
): Promise<string> {
  const window = await getWindow(tx, occurrence.windowId);
  crashPoint("before-record", window.title);
  const turn = { window, occurrence, at: now, actor: null };
  if (occurrence.state === "running") await endOccurrence(tx, turn);
  else if (fateOf(occurrence, now) === "begin") await beginOccurrence(tx, turn);
  else await missOccurrence(tx, window, occurrence, now);
  crashPoint("in-record", window.title);
  return window.title;
}

interface Turn {
  window: MaintenanceWindow;
  occurrence: Occurrence;
  at: Instant;
  actor: string | null;
}

/** From now on nobody is alarmed. The monitors follow when this is committed: see coverAll(). */
export async function beginOccurrence(tx: Db, turn: Turn): Promise<void> {
  const { occurrence, at } = turn;
  const change = { state: "running" as const, beganAt: at };
  await changeOccurrence(tx, occurrence.id, change);
  await announceMaintenance(tx, {
    ...turn,
    reason: "begins",
    occurrence: { ...occurrence, ...change },
  });
}

/** Says what failed meanwhile, and plans the next time. One that ended while nobody was there ended when it was to. */
export async function endOccurrence(tx: Db, turn: Turn): Promise<void> {
  const { window, occurrence, at } = turn;
  const meanwhile = await whatFailed(tx, occurrence);
  const change = {
    state: "ended" as const,
    endedAt: Math.min(at, occurrence.endsAt),
  };
  await reviseOccurrence(tx, occurrence, change, at);
  await announceMaintenance(tx, {
    ...turn,
    reason: "ends",
    occurrence: { ...occurrence, ...change },
    meanwhile,
  });
  await planNext(tx, window, occurrence, at);
}

async function missOccurrence(
  tx: Db,
  window: MaintenanceWindow,
  occurrence: Occurrence,
  at: Instant,
): Promise<void> {
  await changeOccurrence(tx, occurrence.id, { state: "missed" });
  await showMaintenance(tx, occurrence.id, at);
  await planNext(tx, window, occurrence, at);
}

async function whatFailed(
  tx: Db,
  { windowId, beganAt, startsAt }: Occurrence,
): Promise<Meanwhile> {
  const failures = await failuresSince(
    tx,
    windowId,
    beganAt ?? startsAt,
    MOST_FAILURES,
  );
  const [stillFailing, mended] = [true, false].map((isDown) =>
    failures
      .filter((failure) => failure.isDown === isDown)
      .map(
        ({ serviceName, monitorName, reason }) =>
          `${serviceName} / ${monitorName}${reason === null ? "" : `: ${reason}`}`,
      ),
  );
  return { stillFailing: stillFailing ?? [], mended: mended ?? [] };
}

/** The next time of a window that comes again. Times that are over already are left out. */
export async function planNext(
  tx: Db,
  window: MaintenanceWindow,
  { slotAt }: Pick<Occurrence, "slotAt">,
  now: Instant,
): Promise<void> {
  const { rule, zone, startsAt, durationMs, cancelledAt } = window;
  if (rule === null || cancelledAt !== null) return;
  const series = { rule, zone, startsAt, durationMs };
  const longestAgo = now - 2 * durationMs; // the clocks may lengthen one that runs
  let next = nextStretch(series, Math.max(slotAt, longestAgo));
  while (next !== null && next.until <= now)
    next = nextStretch(series, next.from);
  if (next === null) return;
  await insertOccurrence(tx, {
    windowId: window.id,
    state: "planned",
    slotAt: next.from,
    startsAt: next.from,
    endsAt: next.until,
    beganAt: null,
    endedAt: null,
    revision: 0,
    changedAt: now,
  });
}

import { DAY, HOUR, type Instant, MINUTE } from "../../domain/time.ts";
import { deleteBeats } from "../../store/results/beats.ts";
import {
  claimPeriodicRuns,
  ensurePeriodicRun,
  finishPeriodicRun,
} from "../../store/bookkeeping.ts";
import { affected, type Db } from "../../store/db.ts";
import {
  createPartitions,
  dropPartitions,
} from "../../store/results/partitions.ts";
import { rollUpDays, rollUpHours } from "../../store/results/rollups.ts";
import {
  deleteReceivedSms,
  deleteSmsStatuses,
} from "../../store/paging/sms.ts";
import type { Context } from "../context.ts";
import { forgetRemoved } from "../targets/restore-target.ts";

const KEEP_RESULTS_MS = 30 * DAY;
const KEEP_HOURLY_MS = 2 * 366 * DAY;
const KEEP_BEATS_MS = 30 * DAY;
const KEEP_SMS_MS = 30 * DAY;
const KEEP_LEDGER_MS = 2 * 366 * DAY;
/** At once. */
const MOST_DELETED = 5_000;
/** Results reach the table a little late; an hour that ended just now is counted once more. */
const LATE_RESULTS_MS = 10 * MINUTE;

/** Makes the tables of the coming days. */
export async function preparePartitions({
  store,
  now,
}: Context): Promise<void> {
  await createPartitions(store, now);
}

/** Counts the results since the last time into hours and days. */
export async function rollUp(
  { store, now }: Context,
  finishedAt: Instant | null,
): Promise<void> {
  const from =
    Math.max(finishedAt ?? 0, now - KEEP_RESULTS_MS) - LATE_RESULTS_MS;
  // Piece by piece: catching up after a long stop must not be one statement of a month.
  for (let hour = from; hour <= now + HOUR; hour += HOUR)
    await rollUpHours(store.db, hour, Math.min(hour, now));
  for (let day = from; day <= now + DAY; day += DAY)
    await rollUpDays(store.db, day, Math.min(day, now));
}

/**
 * Drops what is older than it is kept: raw results by day, hourly counts by month, the ledger by row, of an incident once
 * that was over for so long.
 */
export async function retain(context: Context): Promise<void> {
  const { store, now } = context;
  await dropPartitions(store.db, "results", now - KEEP_RESULTS_MS);
  await dropPartitions(store.db, "rollups_hourly", now - KEEP_HOURLY_MS);
  await deleteBeats(store.db, now - KEEP_BEATS_MS);
  await deleteReceivedSms(store.db, now - KEEP_SMS_MS);
  await deleteSmsStatuses(store.db, now - KEEP_SMS_MS);
  await forgetRemoved(context);
  const before = "to_timestamp($1::float8 / 1000)";
  const values = [now - KEEP_LEDGER_MS];
  await deleteAll(
    store.db,
    "announcements",
    `a.created_at < ${before}
       AND NOT EXISTS (SELECT FROM incidents i WHERE i.id = a.incident_id AND (i.resolved_at IS NULL OR i.resolved_at >= ${before}))`,
    values,
  );
  await deleteAll(store.db, "audits", `a.at < ${before}`, values);
}

/** Deletes rows (a) part by part: a statement that takes too long would be tried again every night, and never end. */
async function deleteAll(
  db: Db,
  table: "announcements" | "audits",
  which: string,
  values: unknown[],
): Promise<void> {
  let deleted: number;
  do {
    deleted = await affected(
      db,
      `DELETE FROM ${table} WHERE id IN (SELECT a.id FROM ${table} a WHERE ${which} LIMIT ${MOST_DELETED})`,
      values,
    );
  } while (deleted === MOST_DELETED);
}

export async function ensurePeriodicWork(
  { store, now }: Context,
  names: readonly string[],
): Promise<void> {
  for (const name of names) await ensurePeriodicRun(store.db, name, now);
}

/** Takes the periodic work that is due for this instance alone. */
export async function claimPeriodicWork(
  { store }: Context,
  names: string[],
  leaseMs: number,
): Promise<{ name: string; finishedAt: Instant | null }[]> {
  return claimPeriodicRuns(store.db, names, leaseMs);
}

export async function finishPeriodicWork(
  { store }: Context,
  name: string,
  outcome:
    | { dueAt: Instant; finishedAt: Instant }
    | { dueAt: Instant; failure: string },
): Promise<void> {
  await finishPeriodicRun(store.db, name, outcome);
}

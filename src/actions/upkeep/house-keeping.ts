import { DAY, HOUR, type Instant, MINUTE } from "../../domain/time.ts";
import { deleteBeats } from "../../store/results/beats.ts";
import {
  claimPeriodicRuns,
  ensurePeriodicRun,
  finishPeriodicRun,
} from "../../store/bookkeeping.ts";
import { rows } from "../../store/db.ts";
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

/** Drops what is older than it is kept: raw results by day, hourly counts by month, the ledger by row. */
export async function retain(context: Context): Promise<void> {
  const { store, now } = context;
  await dropPartitions(store.db, "results", now - KEEP_RESULTS_MS);
  await dropPartitions(store.db, "rollups_hourly", now - KEEP_HOURLY_MS);
  await deleteBeats(store.db, now - KEEP_BEATS_MS);
  await deleteReceivedSms(store.db, now - KEEP_SMS_MS);
  await deleteSmsStatuses(store.db, now - KEEP_SMS_MS);
  await forgetRemoved(context);
  const old = [now - KEEP_LEDGER_MS];
  await rows(
    store.db,
    "DELETE FROM announcements WHERE created_at < to_timestamp($1::float8 / 1000) AND incident_id IS NULL",
    old,
  );
  await rows(
    store.db,
    "DELETE FROM audits WHERE at < to_timestamp($1::float8 / 1000)",
    old,
  );
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

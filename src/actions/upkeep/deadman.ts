import { isNetwork } from "../../domain/posts/networks.ts";
import { type Instant, MINUTE, SECOND } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import { silentChannels } from "../../store/incidents/own-troubles.ts";
import { overdueMonitors } from "../../store/views/examine.ts";
import { listInstances } from "../../store/instances.ts";
import type { Context } from "../context.ts";
import {
  claimPeriodicWork,
  ensurePeriodicWork,
  finishPeriodicWork,
} from "./house-keeping.ts";
import { channelWords, lateMsOf } from "./own-troubles.ts";

/** The row of periodic work that says when the last ping arrived. */
export const DEADMAN = "deadman";

const EVERY_MS = MINUTE;
/** Longer than a ping may take; an instance that dies meanwhile costs one ping. */
const LEASE_MS = 30 * SECOND;
/** Instances report every ten seconds, and loops come round every second. */
const SILENT_MS = 30 * SECOND;
const LATE_MS = 45 * SECOND;

/**
 * Pings, through `ping`, once a minute by whichever instance comes first, and only while all is on time. What was wrong,
 * null where the ping arrived, undefined where none was due. `ping` answers why it did not arrive; null where it did.
 */
export async function pingWhileWell(
  context: Context,
  ping: () => Promise<string | null>,
): Promise<string | null | undefined> {
  const { store, now } = context;
  await ensurePeriodicWork(context, [DEADMAN]);
  const claimed = await claimPeriodicWork(context, [DEADMAN], LEASE_MS);
  if (claimed.length === 0) return undefined;
  const late = await whyLate(store.db, now);
  const failure =
    late === undefined ? await ping() : `not pinged on purpose: ${late}`;
  const dueAt = now + EVERY_MS;
  await finishPeriodicWork(
    context,
    DEADMAN,
    failure === null ? { dueAt, finishedAt: now } : { dueAt, failure },
  );
  return failure;
}

/** What of allswell is not on time, in words; by the database's own account of all instances. */
export async function whyLate(
  db: Db,
  now: Instant,
): Promise<string | undefined> {
  const instances = await listInstances(db);
  const alive = instances.filter(({ silentMs }) => silentMs < SILENT_MS);
  const isOnTime = (role: string, at: "claimedAt" | "deliveredAt"): boolean =>
    alive.some(
      ({ roles, condition }) =>
        roles.includes(role) && now - (condition[at] ?? 0) < LATE_MS,
    );
  if (!isOnTime("probe", "claimedAt"))
    return "no instance looks for monitors that are due";
  if (!isOnTime("deliver", "deliveredAt"))
    return "no instance looks for messages to deliver";
  const { overdue } = await overdueMonitors(db, MINUTE);
  if (overdue > 0) return `${overdue} monitors were due more than a minute ago`;
  const silent = (await silentChannels(db, now, lateMsOf)).find(
    (channel) => !isNetwork(channel),
  );
  return silent === undefined
    ? undefined
    : `nothing comes through by ${channelWords(silent)}`;
}

import type { Facts } from "../../domain/result.ts";
import { openSecrets } from "../../store/bookkeeping.ts";
import {
  type Claim,
  claimMonitors,
  releaseClaims,
  spreadOverdue,
} from "../../store/results/claims.ts";
import {
  monitorsOf,
  type ProbePlan,
  probePlans,
  remember,
} from "../../store/targets/monitors.ts";
import { createPartitions } from "../../store/results/partitions.ts";
import {
  type StateChange,
  type StoredResult,
  writeResults,
} from "../../store/results/results.ts";
import { type Target, targetById } from "../targets/find-target.ts";
import type { Context } from "../context.ts";
import { resumeMonitors } from "../targets/pause-monitors.ts";

export type { Claim } from "../../store/results/claims.ts";
export type { ProbePlan } from "../../store/targets/monitors.ts";
export type { StateChange, StoredResult } from "../../store/results/results.ts";

/** Takes the monitors that fall due within `aheadMs` for this instance. */
export async function claimDueMonitors(
  { store }: Context,
  options: { aheadMs: number; limit: number },
): Promise<Claim[]> {
  return claimMonitors(store.db, options);
}

/** Gives claims back untouched: what was not probed falls due again as if it had never been claimed. */
export async function giveBackClaims(
  { store }: Context,
  claims: readonly Pick<Claim, "monitorId" | "version" | "dueAt">[],
): Promise<void> {
  if (claims.length > 0) await releaseClaims(store.db, claims);
}

/** After a time in which nobody probed: spreads what is overdue, so that coming back is no burst. */
export async function spreadAfterPause(
  { store }: Context,
  options: { overdueMs: number; withinMs: number },
): Promise<number> {
  return spreadOverdue(store.db, options);
}

/** How to probe monitors, their secrets filled in. */
export async function plansOf(
  { store, secrets }: Context,
  monitorIds: number[],
): Promise<ProbePlan[]> {
  const plans = await probePlans(store.db, monitorIds);
  const opened = await openSecrets(
    store.db,
    secrets,
    plans.map(({ id }) => `monitor:${id}`),
  );
  return plans.map((plan) => ({
    ...plan,
    settings: { ...plan.settings, ...opened.get(`monitor:${plan.id}`) },
  }));
}

/** Keeps results that changed no belief, with what they change of the monitors' counting. */
export async function keepResults(
  { store }: Context,
  results: readonly StoredResult[],
  changes: readonly StateChange[],
): Promise<void> {
  await writeResults(store.db, results, changes);
}

/** Keeps what the check of a monitor wants to know at its next look. */
export async function rememberForNextLook(
  { store }: Context,
  { id, remembered }: Pick<ProbePlan, "id" | "remembered">,
  after: Facts,
): Promise<void> {
  await remember(store.db, id, { before: remembered, after });
}

/** Today's and the coming days' tables; also the answer to a result that found no table. */
export async function makePartitions({ store, now }: Context): Promise<void> {
  await createPartitions(store, now);
}

/** The monitors that a target means. */
export async function monitorIdsOf(
  { store }: Context,
  { serviceId, monitorId }: Pick<Target, "serviceId" | "monitorId">,
): Promise<{ id: number; name: string }[]> {
  const monitors = await monitorsOf(store.db, serviceId);
  return monitors
    .filter(({ id }) => monitorId === null || id === monitorId)
    .map(({ id, name }) => ({ id, name }));
}

/** The pause of a monitor is over. */
export async function endPauseOf(
  context: Context,
  monitorId: number,
): Promise<void> {
  const found = await targetById(context.store.db, { monitorId });
  if (found.ok) await resumeMonitors(context, found.target);
}

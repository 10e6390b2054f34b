import {
  type Claim,
  plansOf,
  type ProbePlan,
} from "../actions/upkeep/probe-work.ts";
import type { Context } from "../actions/context.ts";
import { Schedule } from "../base/cron.ts";
import type { Check } from "../checks/check.ts";
import { loadCheck } from "../checks/load.ts";
import type { ConfirmationPolicy } from "../domain/health.ts";
import type { Instant } from "../domain/time.ts";

/** A monitor, ready to be probed again and again. */
export interface Plan {
  row: ProbePlan;
  /** What to run, or why that is impossible, in words. */
  work:
    { ok: true; check: Check; settings: unknown } | { ok: false; text: string };
  /** Where the work falls, for the cap per host. */
  host: string;
  schedule: Schedule | null;
  policy: ConfirmationPolicy;
  /** When facts of a good result were last kept. */
  factsKeptAt: Instant;
}

/** The monitors' settings, parsed once for each edit and not for each probe. */
export class PlanCache {
  readonly #plans = new Map<number, Plan>();

  /** The plans of claims, loading those that are new or were edited; a monitor that was removed meanwhile has none. */
  async load(
    context: Context,
    claims: readonly Claim[],
  ): Promise<Map<number, Plan>> {
    const stale = claims.filter(
      ({ monitorId, revision }) =>
        this.#plans.get(monitorId)?.row.revision !== revision,
    );
    const rows =
      stale.length === 0
        ? []
        : await plansOf(
            context,
            stale.map(({ monitorId }) => monitorId),
          );
    for (const { monitorId } of stale) this.#plans.delete(monitorId);
    for (const row of rows) this.#plans.set(row.id, await prepare(row));
    return this.#plans;
  }
}

/** Parses what a row holds. */
export async function prepare(row: ProbePlan): Promise<Plan> {
  const work = await workOf(row);
  const parsed =
    row.schedule === null ? null : Schedule.parse(row.schedule, row.timezone);
  return {
    row,
    work,
    host: work.ok ? work.check.host(work.settings) : "",
    schedule: parsed?.ok === true ? parsed.schedule : null,
    policy: {
      failures: row.confirmFailures,
      successes: row.confirmSuccesses,
      retryMs: row.confirmRetryMs,
    },
    factsKeptAt: 0,
  };
}

async function workOf({ type, settings }: ProbePlan): Promise<Plan["work"]> {
  const check = await loadCheck(type);
  if (check === undefined)
    return {
      ok: false,
      text: `this version of allswell has no check "${type}"`,
    };
  const parsed = check.settings.safeParse(settings);
  if (parsed.success) return { ok: true, check, settings: parsed.data };
  const [issue] = parsed.error.issues;
  return {
    ok: false,
    text: `its settings are not valid any more: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`,
  };
}

import {
  isUnsettled,
  type Health,
  type HealthEvent,
  step,
} from "../domain/health.ts";
import type { Outcome } from "../domain/result.ts";
import { nextOnGrid } from "../domain/schedule.ts";
import type { Instant } from "../domain/time.ts";
import type { Claim } from "../actions/probe-work.ts";
import type { Plan } from "./plan-cache.ts";

export interface Verdict {
  health: Health;
  /** When the monitor is looked at next. */
  dueAt: Instant;
  /** Whether the row must be written: its counting changed, or it would fall due at another time. */
  mustWrite: boolean;
}

/** What a probe that began at `startedAt` makes of a claimed monitor. */
export function judge(
  claim: Claim,
  plan: Plan,
  seen: Outcome | Extract<HealthEvent, "own-line">,
  { startedAt, now }: { startedAt: Instant; now: Instant },
): Verdict {
  const health = step(claim.health, seen, now, plan.policy);
  // A timer may fire a moment early: the place on the grid that was just probed must not come again.
  const regular = nextRegular(plan, Math.max(startedAt, claim.dueAt));
  const dueAt = isUnsettled(health)
    ? Math.min(regular, startedAt + plan.policy.retryMs)
    : regular;
  const fallsDueThen = claim.nextDueAt === dueAt && claim.leaseUntil <= dueAt;
  return { health, dueAt, mustWrite: health !== claim.health || !fallsDueThen };
}

function nextRegular({ row, schedule }: Plan, after: Instant): Instant {
  if (row.everyMs !== null) return nextOnGrid(after, row.everyMs, row.phaseMs);
  return schedule?.next(after) ?? after + FALLBACK_MS;
}

/** A schedule that has no further time (none such can be entered) is looked at again tomorrow. */
const FALLBACK_MS = 24 * 60 * 60_000;

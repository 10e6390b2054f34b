import { isUnsettled, type Health, step } from "../domain/health.ts";
import type { Outcome } from "../domain/result.ts";
import { nextOnGrid } from "../domain/schedule.ts";
import { type Instant, SECOND } from "../domain/time.ts";
import type { Claim } from "../actions/upkeep/probe-work.ts";
import type { Plan } from "./plan-cache.ts";

/** What a look came to; the last two are looks that our own trouble spoilt. */
export type Seen = Outcome | "own-line" | "stalled";

/** A look that was spoilt is made up for after so long, or monitors that are rarely looked at would wait for their turn. */
const SPOILT_RETRY_MS = 20 * SECOND;

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
  seen: Seen,
  { startedAt, now }: { startedAt: Instant; now: Instant },
): Verdict {
  const event = seen === "stalled" ? "unknown" : seen;
  const health = step(claim.health, event, now, plan.policy);
  // A timer may fire a moment early: the place on the grid that was just probed must not come again.
  const regular = nextRegular(plan, Math.max(startedAt, claim.dueAt));
  const dueAt = Math.min(regular, startedAt + soonMs(health, seen, plan));
  const fallsDueThen = claim.nextDueAt === dueAt && claim.leaseUntil <= dueAt;
  return { health, dueAt, mustWrite: health !== claim.health || !fallsDueThen };
}

/** How soon it is looked at out of its turn; Infinity: not at all. */
function soonMs(health: Health, seen: Seen, { policy }: Plan): number {
  if (isUnsettled(health)) return policy.retryMs;
  return seen === "own-line" || seen === "stalled" ? SPOILT_RETRY_MS : Infinity;
}

function nextRegular({ row, schedule }: Plan, after: Instant): Instant {
  if (row.everyMs !== null) return nextOnGrid(after, row.everyMs, row.phaseMs);
  return schedule?.next(after) ?? after + FALLBACK_MS;
}

/** A schedule that has no further time (none such can be entered) is looked at again tomorrow. */
const FALLBACK_MS = 24 * 60 * 60_000;

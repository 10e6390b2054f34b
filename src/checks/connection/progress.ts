import { durationInWords } from "../../domain/duration.ts";
import type { Facts, ProbeResult, Reason } from "../../domain/result.ts";
import type { ProbeContext } from "../check.ts";
import { elapsedSince } from "../milliseconds.ts";
import { outcomeOf } from "../outcomes.ts";

/** How far one probe has come, and what it has seen so far. */
export interface Progress {
  startedAt: number;
  /** What it is busy with, as the end of a sentence: "waiting for the answer". */
  step: string;
  facts: Facts;
}

export function startProgress(): Progress {
  return {
    startedAt: performance.now(),
    step: "looking up the name",
    facts: {},
  };
}

/** The result where the target, or the way to it, failed; at the deadline it says what was waited for. */
export function failedResult(
  { step, facts }: Progress,
  failure: Reason,
  { timeoutMs }: Pick<ProbeContext, "timeoutMs">,
): ProbeResult {
  const reason =
    failure.kind === "aborted"
      ? {
          kind: "timeout",
          text: `no answer within ${durationInWords(timeoutMs)} (still ${step})`,
        }
      : failure;
  return { outcome: outcomeOf(reason.kind), latencyMs: null, reason, facts };
}

/** The result where the target answered: the first reason counts, and what is down comes before what is degraded. */
export function answeredResult(
  { startedAt, facts }: Progress,
  {
    down,
    degraded,
  }: { down?: Reason | undefined; degraded?: Reason | undefined },
  latencyMs = elapsedSince(startedAt),
): ProbeResult {
  if (down !== undefined)
    return { outcome: "down", latencyMs, reason: down, facts };
  return degraded === undefined
    ? { outcome: "up", latencyMs, facts }
    : { outcome: "degraded", latencyMs, reason: degraded, facts };
}

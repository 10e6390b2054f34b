import { durationInWords } from "../../domain/duration.ts";
import type { Beat, Heard } from "../../domain/heard.ts";
import type { Reason } from "../../domain/result.ts";
import type { Instant } from "../../domain/time.ts";
import type { Expectation } from "./expectation.ts";

export interface Patience {
  expectation: Expectation;
  /** So much later than expected is not late yet. */
  graceMs: number;
  /** A run that takes longer hangs. */
  longestRunMs: number;
}

export type Verdict =
  | { outcome: "up"; latencyMs: number | null }
  | { outcome: "down" | "unknown"; reason: Reason };

/** Whether a job does what it should, from what was heard of it. */
export function judgeBeats(
  heard: Heard,
  patience: Patience,
  now: Instant,
): Verdict {
  const { lastStart, lastEnd } = heard;
  const isRunning =
    lastStart !== null && (lastEnd === null || lastStart.at > lastEnd.at);
  if (isRunning && now - lastStart.at > patience.longestRunMs)
    return down(
      "hangs",
      `started ${ago(lastStart.at, now)} and did not end within ${durationInWords(patience.longestRunMs)}`,
    );
  if (lastEnd?.outcome === "down" && !isRunning) return failed(lastEnd);
  // A run that is under way was not late: it was heard.
  const heardAt = Math.max(lastEnd?.at ?? heard.since, lastStart?.at ?? 0);
  const late = lateness(heard, heardAt, patience, now);
  if (late === undefined)
    return lastEnd === null ? waiting : goodOrBad(lastEnd);
  return late;
}

const waiting: Verdict = {
  outcome: "unknown",
  reason: { kind: "waiting", text: "nothing was heard yet" },
};

/** While the next run is under way, the last one still says how things are. */
function goodOrBad(lastEnd: Beat): Verdict {
  return lastEnd.outcome === "down"
    ? failed(lastEnd)
    : { outcome: "up", latencyMs: lastEnd.runMs };
}

function failed({ exitCode, text }: Beat): Verdict {
  const code = exitCode === null ? "" : ` with exit code ${exitCode}`;
  const words = text === null ? "" : `: ${firstLine(text)}`;
  return down("failed", `the job failed${code}${words}`);
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0] ?? "";
}

/** Undefined where it is not late. */
function lateness(
  { deaf, lastEnd, lastStart }: Heard,
  heardAt: Instant,
  { expectation, graceMs }: Patience,
  now: Instant,
): Verdict | undefined {
  const dueAt = expectation.dueAfter(heardAt);
  if (now <= dueAt + graceMs) return undefined;
  // While nobody listened it may have been said: the next time counts.
  const wasMissed =
    deaf !== null && dueAt + graceMs >= deaf.from && dueAt <= deaf.until;
  if (wasMissed && now <= expectation.dueAfter(deaf.until) + graceMs)
    return {
      outcome: "unknown",
      reason: {
        kind: "deaf",
        text: `allswell was not running when it was due, and waits for the next time (expected ${expectation.words})`,
      },
    };
  const nothing =
    lastEnd === null && lastStart === null
      ? "nothing was heard since it was added"
      : `nothing was heard for ${durationInWords(now - heardAt)}`;
  return down("late", `${nothing} (expected ${expectation.words})`);
}

function down(kind: string, text: string): Verdict {
  return { outcome: "down", reason: { kind, text } };
}

function ago(at: Instant, now: Instant): string {
  return `${durationInWords(now - at)} ago`;
}

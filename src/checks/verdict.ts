import type { Reason } from "../domain/result.ts";

/** What one rule makes of what was seen. */
export interface Verdict {
  outcome: "degraded" | "down" | "unknown";
  reason: Reason;
}

const gravity = ["down", "unknown", "degraded"];

/** The gravest of some verdicts; of equal ones the first. */
export function gravest(
  verdicts: (Verdict | undefined)[],
): Verdict | undefined {
  return verdicts
    .filter((verdict) => verdict !== undefined)
    .sort((a, b) => gravity.indexOf(a.outcome) - gravity.indexOf(b.outcome))[0];
}

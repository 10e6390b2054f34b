/** What one look at a service saw. */
export const outcomes = ["up", "degraded", "down", "unknown"] as const;
export type Outcome = (typeof outcomes)[number];

/** Why a result is not "up": `kind` is a stable short code for machines, `text` plain words for people. */
export interface Reason {
  kind: string;
  text: string;
}

/** Structured evidence: what was measured or answered, by short name, in the units that the name says. */
export type Facts = Record<string, string | number | boolean | null>;

/**
 * One probe's result. `down` is the target's fault, `unknown` is ours ("we could not look"),
 * `degraded` means that it answers but a threshold was passed.
 */
export type ProbeResult = (
  | { outcome: "up"; latencyMs: number | null }
  | {
      outcome: "degraded" | "down" | "unknown";
      latencyMs: number | null;
      reason: Reason;
    }
) & {
  facts?: Facts;
  /** What the monitor's next look is to know, in place of what it knew: a host key seen for the first time. */
  remember?: Facts;
};

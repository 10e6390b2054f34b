import type { Outcome } from "../domain/result.ts";

/** Kinds of failure that say nothing about the target, because nobody reached as far as looking. */
const oursToMend = new Set([
  "address-not-allowed",
  "dns-unavailable",
  "no-resources",
  "no-ping",
  "ping-failed",
]);

/** What a failure to connect makes of a probe. */
export function outcomeOf(failureKind: string): Exclude<Outcome, "up"> {
  return oursToMend.has(failureKind) ? "unknown" : "down";
}

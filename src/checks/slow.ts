import { durationInWords, parseDuration } from "../domain/duration.ts";
import type { Reason } from "../domain/result.ts";
import { duration } from "./fields.ts";

/** The time limit from which an answer counts as degraded. */
export function slowField(
  help = "An answer that takes longer counts as degraded.",
) {
  return duration(
    { label: "Slow from", help, placeholder: "500ms" },
    { min: "1ms", max: "1h" },
  ).optional();
}

/** Why an answer that came counts as degraded; undefined where it does not. */
export function whySlow(
  latencyMs: number,
  slow: string | undefined,
): Reason | undefined {
  const slowMs = parseDuration(slow ?? "") ?? Infinity;
  if (latencyMs <= slowMs) return undefined;
  return {
    kind: "slow",
    text: `slow: ${durationInWords(latencyMs)} (limit ${durationInWords(slowMs)})`,
  };
}

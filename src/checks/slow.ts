import { durationInWords, parseDuration } from "../domain/duration.ts";
import type { Reason } from "../domain/result.ts";
import { duration } from "./fields.ts";

/** The time limit above which an answer counts as degraded; `measured` says what of it takes time, where that is not plain. */
export function slowField(measured?: string, placeholder = "500ms") {
  const remark = measured === undefined ? "" : `: ${measured}`;
  const help = `An answer that takes longer counts as degraded${remark}.`;
  return duration(
    { label: "Slow above", help, placeholder },
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

import type { ProbeResult } from "../domain/result.ts";

/** What a check that hears says where there is no monitor behind it that could have been told anything. */
export const unheard: ProbeResult = {
  outcome: "unknown",
  latencyMs: null,
  reason: {
    kind: "no-monitor",
    text: "it judges what is told to a monitor: add one in Slack",
  },
};

import { defaultPolicy } from "../domain/health.ts";
import { SHORTEST_INTERVAL_MS, type Timing } from "../domain/timing.ts";
import type { Check } from "./check.ts";

/** When a monitor is looked at: what is said, and for the rest what is usual for its type. */
export function timingOf(
  check: Check,
  said: Partial<Timing>,
  hasSchedule: boolean,
): Timing {
  const { defaults } = check;
  const everyMs = hasSchedule ? null : (said.everyMs ?? defaults.everyMs);
  // An impossible interval is told by itself, not by what would follow from it.
  const longest =
    everyMs !== null && everyMs >= SHORTEST_INTERVAL_MS ? everyMs : Infinity;
  return {
    everyMs,
    timeoutMs: said.timeoutMs ?? Math.min(defaults.timeoutMs, longest),
    confirmFailures:
      said.confirmFailures ?? defaults.failures ?? defaultPolicy.failures,
    confirmSuccesses: said.confirmSuccesses ?? defaultPolicy.successes,
    confirmRetryMs:
      said.confirmRetryMs ?? Math.min(defaultPolicy.retryMs, longest),
  };
}

import type { Check, ProbeContext } from "../checks/check.ts";
import { runProbe } from "../checks/run-probe.ts";
import type { ProbeResult } from "../domain/result.ts";
import { SECOND } from "../domain/time.ts";

/** Somebody sits before a form: longer than this nobody waits. */
export const LONGEST_TRIAL_MS = 20 * SECOND;

/** A monitor that is not there yet, or is to be another one. */
export interface Trial {
  check: Check;
  /** As the check's schema parsed them, secrets among them. */
  settings: unknown;
  timeoutMs: number;
  timezone: string;
}

/** One look by settings that are not saved, as a monitor would look: through the one connector, within its timeout. */
export async function tryOut(
  { check, settings, timeoutMs, timezone }: Trial,
  { connector, sms }: Pick<ProbeContext, "connector" | "sms">,
): Promise<ProbeResult> {
  const { result } = await runProbe({
    check,
    settings,
    timeoutMs: Math.min(timeoutMs, LONGEST_TRIAL_MS),
    timezone,
    connector,
    sms,
    now: () => Date.now(),
  });
  return result;
}

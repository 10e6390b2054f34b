import type { Context } from "../actions/context.ts";
import { plansOf } from "../actions/upkeep/probe-work.ts";
import type { ProbeContext } from "../checks/check.ts";
import { runProbe } from "../checks/run-probe.ts";
import type { ProbeResult } from "../domain/result.ts";
import { heardFor } from "./heard-for.ts";
import { prepare } from "./plan-cache.ts";

/** One look at a monitor, out of turn: it is shown to whoever asked and not recorded. Null where it was removed. */
export async function probeNow(
  context: Context,
  { connector, sms }: Pick<ProbeContext, "connector" | "sms">,
  monitorId: number,
): Promise<ProbeResult | null> {
  const [row] = await plansOf(context, [monitorId]);
  if (row === undefined) return null;
  const { work } = await prepare(row);
  if (!work.ok)
    return {
      outcome: "unknown",
      latencyMs: null,
      reason: { kind: "settings", text: work.text },
    };
  const { result } = await runProbe({
    check: work.check,
    settings: work.settings,
    timeoutMs: row.timeoutMs,
    remembered: row.remembered,
    timezone: row.timezone,
    heard: await heardFor(work.check, row.id, context),
    connector,
    sms,
    now: () => Date.now(),
  });
  return result;
}

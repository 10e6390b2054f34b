import {
  lockStates,
  markMonitorRemoved,
} from "../../store/targets/monitors.ts";
import {
  lockService,
  markServiceRemoved,
} from "../../store/targets/services.ts";
import { monitorsOf } from "../../store/targets/monitors.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import { fullName, type Target } from "./find-target.ts";
import { audit, mayNotChange } from "../people/permission.ts";
import { settleService } from "../incidents/settle-service.ts";

/**
 * Removes a monitor, or a service with all of its. The last monitor takes its service with it. History stays, the names
 * are free again, an open incident is closed. For some days it can be brought back: see restore-target.ts.
 */
export async function removeTarget(
  context: Context,
  target: Target,
): Promise<{ ok: true; target: Target; count: number } | Refusal> {
  const refusal = mayNotChange(context, target);
  if (refusal !== undefined) return refusal;
  return context.store.transaction(async (tx) => {
    const service = await lockService(tx, target.serviceId);
    const doomed = service === null ? [] : await lockStates(tx, target);
    if (service === null || doomed.length === 0)
      return refuse("removed", `${fullName(target)} was removed meanwhile.`);
    for (const state of doomed)
      await markMonitorRemoved(tx, state, context.now);
    await settleService(tx, service, {
      at: context.now,
      beganAt: context.now,
      detail: null,
      actor: context.actor.name,
      resolution: "removed",
    });
    if ((await monitorsOf(tx, service.id)).length === 0)
      await markServiceRemoved(tx, service.id, context.now);
    await audit(tx, context, "remove", fullName(target));
    return { ok: true as const, target, count: doomed.length };
  });
}

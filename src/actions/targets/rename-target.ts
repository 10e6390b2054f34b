import type { Context, Refusal } from "../context.ts";
import { editMonitor } from "./edit-monitor.ts";
import { editService } from "./edit-service.ts";
import type { Target } from "./find-target.ts";

/** Gives a service or a monitor another name. */
export async function renameTarget(
  context: Context,
  { serviceId, monitorId }: Target,
  name: string,
): Promise<{ ok: true; target: Target } | Refusal> {
  return monitorId === null
    ? editService(context, serviceId, { name })
    : editMonitor(context, monitorId, () => ({ ok: true, edit: { name } }));
}

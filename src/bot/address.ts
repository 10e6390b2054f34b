import type { Context } from "../actions/context.ts";
import { tokenFor } from "../actions/targets/hear-beat.ts";
import { findCheck } from "../checks/index.ts";
import type { Tools } from "./commands/command.ts";

/**
 * Where a monitor that hears is spoken to. Undefined where it does not hear, and for whoever may not change it: who knows
 * the address can speak to the monitor.
 */
export async function addressFor(
  monitor: { id: number; type: string },
  context: Context,
  tools: Tools,
): Promise<string | undefined> {
  const path = findCheck(monitor.type)?.hears;
  const token =
    path === undefined ? undefined : await tokenFor(context, monitor.id);
  return token === undefined ? undefined : tools.urlOf(`/${path}/${token}`);
}

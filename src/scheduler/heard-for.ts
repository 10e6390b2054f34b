import type { Context } from "../actions/context.ts";
import { heardBy } from "../actions/targets/hear-beat.ts";
import type { Check } from "../checks/check.ts";
import type { Heard } from "../domain/heard.ts";

/** What a monitor was told, for checks that judge that. */
export async function heardFor(
  check: Check,
  monitorId: number,
  context: Context,
): Promise<Heard | null> {
  return check.hears === undefined ? null : heardBy(context, monitorId);
}

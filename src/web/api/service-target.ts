import type { Context, Refusal } from "../../actions/context.ts";
import { type Target, targetById } from "../../actions/targets/find-target.ts";
import { readService } from "../../actions/inside/private-view.ts";

/** The service of a slug, for a verb. */
export async function serviceTarget(
  context: Context,
  slug: string,
): Promise<{ ok: true; target: Target } | Refusal> {
  const read = await readService(context, slug);
  return read.ok
    ? targetById(context.store.db, { serviceId: read.service.id })
    : read;
}

import { isEditable } from "../../domain/channels.ts";
import type { Instant } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import { threadsOf, wishEdit } from "../../store/telling/edits.ts";
import { wakeDeliverers } from "../../store/telling/deliveries.ts";

/** Everybody's message about an incident is to be brought up to date. */
export async function refreshMessages(
  tx: Db,
  incidentId: number,
  at: Instant,
): Promise<void> {
  for (const { postId, channel } of await threadsOf(tx, incidentId))
    if (isEditable(channel)) await wishEdit(tx, postId, at);
  await wakeDeliverers(tx);
}

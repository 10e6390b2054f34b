import { insertAnnouncement, insertDeliveries } from "../store/deliveries.ts";
import { ensureOutlet } from "../store/outlets.ts";
import type { Context } from "./context.ts";

/** Tells the people who run allswell something about allswell itself, each in a direct message. */
export async function tellOperators(
  { store, now }: Context,
  operators: readonly string[],
  text: string,
): Promise<void> {
  await store.transaction(async (tx) => {
    const announcement = await insertAnnouncement(tx, {
      incidentId: null,
      reason: "operators",
      text,
      facts: {},
      createdAt: now,
    });
    const outlets: { outletId: number; dueAt: number }[] = [];
    for (const userId of operators) {
      const outlet = await ensureOutlet(
        tx,
        {
          channel: "slack",
          recipient: userId,
          label: `<@${userId}>`,
          audience: "team",
        },
        now,
      );
      outlets.push({ outletId: outlet.id, dueAt: now });
    }
    await insertDeliveries(tx, announcement, outlets, now);
  });
}

import type { Db } from "../../store/db.ts";
import { wakeDeliverers } from "../../store/telling/deliveries.ts";
import {
  ensureReaders,
  hasCopies,
  insertCopies,
  type ReaderTopic,
} from "../../store/telling/readers.ts";
import { insertSubscription } from "../../store/telling/subscriptions.ts";
import type { Context } from "../context.ts";

/** Lets an address hear, with all other readers, of what the public page shows. */
export async function beginReading(
  tx: Db,
  { now }: Pick<Context, "now">,
  outletId: number,
  topic: ReaderTopic,
): Promise<void> {
  const { namespaceId, serviceId } = topic;
  await insertSubscription(tx, {
    outletId,
    namespaceId,
    serviceId,
    pattern: null,
    createdBy: null,
  });
  await ensureReaders(tx, topic, now);
}

/** Gives each reader a copy of what all of them are told, once whatever crashes. */
export function readersCopies(context: () => Pick<Context, "store" | "now">) {
  return {
    give: async (deliveryId: number, text: string): Promise<void> => {
      const { store, now } = context();
      await store.transaction(async (tx) => {
        await insertCopies(tx, deliveryId, text, now);
        await wakeDeliverers(tx);
      });
    },
    areGiven: (deliveryId: number): Promise<boolean> =>
      hasCopies(context().store.db, deliveryId),
  };
}

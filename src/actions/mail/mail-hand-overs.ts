import {
  beginHandOver,
  handOversOf,
  undoHandOver,
} from "../../store/mail/mail-hand-overs.ts";
import type { Context } from "../context.ts";

/** Remembers which mails a server may have taken, so that none is sent more than twice whatever crashes. */
export function mailHandOvers(context: () => Pick<Context, "store" | "now">) {
  return {
    begin: async (deliveryId: number): Promise<void> => {
      const { store, now } = context();
      await beginHandOver(store.db, deliveryId, now);
    },
    undo: (deliveryId: number): Promise<void> =>
      undoHandOver(context().store.db, deliveryId),
    count: (deliveryId: number): Promise<number> =>
      handOversOf(context().store.db, deliveryId),
  };
}

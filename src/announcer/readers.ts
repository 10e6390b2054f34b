import type { Channel } from "./channel.ts";
import { composeMail, type MailPayload } from "./mail.ts";

/** Where the copies of a message are written down, a delivery by mail for each reader. */
export interface Copies {
  give(deliveryId: number, text: string): Promise<void>;
  areGiven(deliveryId: number): Promise<boolean>;
}

/**
 * The readers of the public page as one: what they hear is decided and folded once, and handed out as a copy by mail for
 * each of them. A storm is not written down for each reader.
 */
export function readersChannel(copies: Copies): Channel {
  return {
    compose: (content) => composeMail(content, "customers"),
    async send(payload, { deliveryId }) {
      const { letter } = payload as MailPayload;
      await copies.give(deliveryId, letter.subject);
      return { kind: "accepted", remoteId: remoteIdOf(deliveryId) };
    },
    find: async (_payload, { deliveryId }) =>
      (await copies.areGiven(deliveryId))
        ? { kind: "found", remoteId: remoteIdOf(deliveryId) }
        : { kind: "absent" },
  };
}

function remoteIdOf(deliveryId: number): string {
  return `copies of ${deliveryId}`;
}

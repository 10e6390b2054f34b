import type { Instant } from "../../domain/time.ts";
import { type TwilioAccount, twilioClient } from "./twilio-client.ts";

/** Of the messages that came in, the newest. */
const MOST_LISTED = 50;
/** Twilio tells a message's time in whole seconds. */
const COARSENESS_MS = 1_000;

/** Asks Twilio what became of messages to people, and what they answered. Both throw where Twilio does not tell. */
export function twilioPhone(account: TwilioAccount) {
  const client = twilioClient(account);
  return {
    async statusOf(
      sid: string,
    ): Promise<{ status: string; errorCode: number | null }> {
      const { status, errorCode } = await (
        await client()
      )
        .messages(sid)
        .fetch();
      return { status, errorCode: errorCode === 0 ? null : errorCode };
    },

    async received(
      since: Instant,
    ): Promise<
      { sid: string; sender: string; recipient: string; text: string }[]
    > {
      const { from } = account;
      const listed = await (
        await client()
      ).messages.list({
        ...(from === undefined ? {} : { to: from }),
        limit: MOST_LISTED,
      });
      return listed
        .filter(
          ({ direction, dateCreated }) =>
            direction === "inbound" &&
            dateCreated.getTime() >= since - (since % COARSENESS_MS),
        )
        .map(({ sid, from: sender, to: recipient, body }) => ({
          sid,
          sender,
          recipient,
          text: body.replaceAll("\0", ""),
        }))
        .toReversed();
    },
  };
}

import type { Instant } from "../../domain/time.ts";
import {
  type TwilioAccount,
  twilioClient,
  twilioFailure,
} from "./twilio-client.ts";

/** An SMS that came to our number. */
interface Received {
  id: string;
  from: string;
  text: string;
  at: Instant;
}

/** Every four seconds, as Twilio's limits allow. https://www.twilio.com/docs/usage/api/rate-limit */
const POLL_MS = 4_000;
const POLL_TOLD_MS = 500;
/** Of our number's messages, the newest. */
const MOST_LISTED = 50;
/** Twilio tells a message's time in whole seconds. */
const COARSENESS_MS = 1_000;
const HAS_FAILED = ["failed", "undelivered", "canceled"];

/**
 * Our telephone number at Twilio, for checks. `told` gives what Twilio's webhook told us; where that is null (there is no
 * PUBLIC_URL) Twilio is asked.
 */
export function twilioLine(
  account: TwilioAccount & { from: string },
  told: ((since: Instant) => Promise<Received[]>) | null,
) {
  const client = twilioClient(account);
  return {
    number: account.from,
    pollMs: told === null ? POLL_MS : POLL_TOLD_MS,

    async send(to: string, body: string) {
      try {
        const startedAt = Date.now();
        const { sid, dateCreated } = await (
          await client()
        ).messages.create({
          to,
          from: account.from,
          body,
        });
        // By the clock that dates the replies: Twilio's where it is asked for them, ours where it tells us.
        const at = told === null ? dateCreated.getTime() : startedAt;
        return { ok: true as const, id: sid, at: floor(at) };
      } catch (error) {
        return { ok: false as const, text: twilioFailure(error) };
      }
    },

    async failureOf(id: string): Promise<string | undefined> {
      try {
        const { status, errorCode, errorMessage } = await (
          await client()
        )
          .messages(id)
          .fetch();
        if (!HAS_FAILED.includes(status)) return undefined;
        const why = errorMessage || status;
        return errorCode === 0 || errorCode === null
          ? why
          : `${why} (Twilio ${errorCode})`;
      } catch {
        return undefined;
      }
    },

    async repliesSince(since: Instant) {
      try {
        const replies =
          told === null ? await asked(since) : await told(floor(since));
        return { ok: true as const, replies };
      } catch (error) {
        return { ok: false as const, text: twilioFailure(error) };
      }
    },
  };

  async function asked(since: Instant): Promise<Received[]> {
    const listed = await (
      await client()
    ).messages.list({
      to: account.from,
      dateSentAfter: new Date(since),
      limit: MOST_LISTED,
    });
    return listed
      .filter(
        ({ direction, dateCreated }) =>
          direction === "inbound" && dateCreated.getTime() >= floor(since),
      )
      .map(({ sid, from, body, dateCreated }) => ({
        id: sid,
        from,
        text: body,
        at: dateCreated.getTime(),
      }))
      .toReversed();
  }
}

function floor(at: Instant): Instant {
  return at - (at % COARSENESS_MS);
}

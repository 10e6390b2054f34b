import { type Clock, systemClock } from "../base/clock.ts";
import { type Instant, MINUTE } from "../domain/time.ts";
import type { Address, Channel, Content, Found, Outcome } from "./channel.ts";
import { outcomeOf } from "./sms/errors.ts";
import { cutToFit } from "./sms/fit.ts";
import { pageText } from "./sms/page-text.ts";
import {
  type TwilioAccount,
  twilioClient,
  twilioFailure,
} from "./sms/twilio-client.ts";

/** Of one request; an answer that comes later is asked for. */
const TIMEOUT_MS = 8_000;
/** An alarm that could not be handed over within this is not wanted any more: the next person has been called. */
const VALIDITY_S = 300;
/** A call that is older than this is not even handed over: other ways were tried long ago. */
const STALE_MS = 10 * MINUTE;
/** Of the messages to one person, the newest. */
const MOST_LISTED = 50;
/** Twilio tells a message's time in whole seconds. */
const COARSENESS_MS = 1_000;
/** Where it cannot be found out that often whether a message is there, it is sent again: better twice than never. */
const PATIENCE = 4;

interface Sms {
  body: string;
  /** Where it calls somebody for trouble. */
  calls?: true;
}

export interface SmsOptions {
  /** Where Twilio tells what became of a message; null where it is asked. */
  statusUrl?: string | null;
  timeoutMs?: number;
  clock?: Pick<Clock, "now">;
}

/** SMS to people. An outlet's recipient is a person; the number is among the credentials, and nowhere else. */
export function smsChannel(
  account: TwilioAccount | null,
  {
    statusUrl = null,
    timeoutMs = TIMEOUT_MS,
    clock = systemClock,
  }: SmsOptions = {},
): Channel {
  const callback = statusUrl === null ? {} : { statusCallback: statusUrl };
  const client = account === null ? null : twilioClient(account, timeoutMs);
  return {
    compose: (content): Sms => ({
      body: textOf(content),
      ...(isCall(content) ? { calls: true } : {}),
    }),

    async send(payload, address) {
      const number = address.credentials["phone"];
      if (account === null || client === null)
        return never("SMS need an account of Twilio: see TWILIO_ACCOUNT_SID");
      if (number === undefined) return never("no phone number is kept");
      if (isStale(payload as Sms, address, clock.now()))
        return never("it could not be handed over to Twilio for too long");
      const outcome = await create(client, {
        ...senderOf(account),
        ...callback,
        to: number,
        body: (payload as Sms).body,
        validityPeriod: VALIDITY_S,
      });
      return outcome.kind === "accepted"
        ? outcome
        : { ...outcome, reason: hidden(outcome.reason, number) };
    },

    async find(payload, address) {
      const number = address.credentials["phone"];
      if (client === null || number === undefined) return { kind: "absent" };
      const found = await look(client, number, (payload as Sms).body, address);
      return found.kind === "unsure"
        ? { ...found, reason: hidden(found.reason, number) }
        : found;
    },
  };
}

function isCall(content: Content): boolean {
  return (
    content.kind === "stories" &&
    (content.topic === "trouble" || content.topic === "still")
  );
}

/** That it is over, or an answer, is heard late where it only waited: no other way was tried for it. */
function isStale(
  { calls }: Sms,
  { since, triedAt }: Address,
  now: Instant,
): boolean {
  return now - (calls === true ? since : triedAt) > STALE_MS;
}

function textOf(content: Content): string {
  switch (content.kind) {
    case "stories":
      return pageText(content.topic, content.stories);
    case "words":
      return cutToFit(content.lines.join(" / "));
    case "maintenance":
    case "report":
      throw new Error("nobody is woken up for this");
  }
}

/** Twilio likes to say the number: it is nobody's business, and reasons are shown. */
function hidden(reason: string, number: string): string {
  return reason
    .replaceAll(number, "the number")
    .replaceAll(encodeURIComponent(number), "the number");
}

function never(reason: string): Outcome {
  return { kind: "never", reason, outletIsDead: false };
}

function senderOf({ from, messagingServiceSid }: TwilioAccount): {
  from?: string;
  messagingServiceSid?: string;
} {
  if (messagingServiceSid !== undefined) return { messagingServiceSid };
  return from === undefined ? {} : { from };
}

type Client = ReturnType<typeof twilioClient>;
type Draft = Parameters<Awaited<ReturnType<Client>>["messages"]["create"]>[0];

async function create(client: Client, draft: Draft): Promise<Outcome> {
  try {
    const { sid } = await (await client()).messages.create(draft);
    return typeof sid === "string" && sid !== ""
      ? { kind: "accepted", remoteId: sid }
      : { kind: "ambiguous", reason: "Twilio's answer names no message" };
  } catch (error) {
    return outcomeOf(error);
  }
}

/**
 * Twilio takes no key that makes a request one of a kind, so the message is looked for by its words. Not by its date:
 * one that waits in Twilio's queue has none yet.
 */
async function look(
  client: Client,
  to: string,
  body: string,
  { since, attempt }: Pick<Address, "since" | "attempt">,
): Promise<Found> {
  try {
    const listed = await (
      await client()
    ).messages.list({ to, limit: MOST_LISTED });
    const found = listed.find(
      (message) =>
        message.body === body &&
        message.direction.startsWith("outbound") &&
        message.dateCreated.getTime() >= floor(since),
    );
    return found === undefined
      ? { kind: "absent" }
      : { kind: "found", remoteId: found.sid };
  } catch (error) {
    return attempt >= PATIENCE
      ? { kind: "absent" }
      : { kind: "unsure", reason: twilioFailure(error) };
  }
}

function floor(at: Instant): Instant {
  return at - (at % COARSENESS_MS);
}

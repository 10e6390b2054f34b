import { deliveryError } from "./errors.ts";
import { segmentsOf } from "./segments.ts";
import type { Message } from "./state.ts";
import type { TwilioWorld } from "./world.ts";

/** For a segment, in dollars: a US number in October 2026. */
const PRICE_PER_SEGMENT = 0.0083;
const API_VERSION = "2010-04-01";

/** A message as the API shows it: https://www.twilio.com/docs/messaging/api/message-resource */
export function messageView(world: TwilioWorld, message: Message): object {
  const { accountSid } = world.credentials;
  const uri = `${messagesPath(accountSid)}/${message.sid}`;
  // A Messaging Service has not cut the text yet when it has not chosen a sender.
  const segments = message.from === null ? 0 : segmentsOf(message.body);
  const isPriced = message.sentAt !== null;
  return {
    account_sid: accountSid,
    api_version: API_VERSION,
    body: message.body,
    date_created: rfc2822(message.at),
    date_sent: message.sentAt === null ? null : rfc2822(message.sentAt),
    date_updated: rfc2822(message.history.at(-1)?.at ?? message.at),
    direction: message.direction,
    error_code: message.errorCode,
    error_message:
      message.errorCode === null ? null : deliveryError(message.errorCode),
    from: message.from,
    messaging_service_sid: message.serviceSid,
    num_media: "0",
    num_segments: String(segments),
    price: isPriced ? (-PRICE_PER_SEGMENT * segments).toFixed(5) : null,
    price_unit: "USD",
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`,
  };
}

/** "/2010-04-01/Accounts/AC…/Messages" */
export function messagesPath(accountSid: string): string {
  return `/${API_VERSION}/Accounts/${accountSid}/Messages`;
}

function rfc2822(at: number): string {
  return new Date(at).toUTCString().replace("GMT", "+0000");
}

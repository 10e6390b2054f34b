import { createHmac } from "node:crypto";
import type { HookEvent } from "../../base/hook-event.ts";
import type { Form } from "./request.ts";

/** Our own words, signed: whoever has the secret knows that they are ours, and how old they are. */
export const jsonForm: Form = {
  requests({ id, url, secret, news, at }) {
    const event: HookEvent = { id, ...news };
    const body = JSON.stringify(event);
    const timestamp = String(Math.floor(at / 1_000));
    return [
      {
        url,
        body,
        remoteId: id,
        headers: {
          "allswell-timestamp": timestamp,
          "allswell-signature": `v1=${signature(secret, timestamp, body)}`,
        },
      },
    ];
  },
};

/** HMAC-SHA256 over "<timestamp>.<body>", in hexadecimal digits. */
export function signature(
  secret: string,
  timestamp: string,
  body: string,
): string {
  return createHmac("sha256", secret)
    .update(`${timestamp}.${body}`)
    .digest("hex");
}

import { reasonOf } from "../../domain/sms-status.ts";
import { MINUTE, SECOND } from "../../domain/time.ts";
import type { Outcome } from "../channel.ts";
import { notConnected } from "../not-connected.ts";
import { twilioFailure } from "./twilio-client.ts";

/** What is wrong is ours to mend, and the message can go out then. */
const oursToMend: Record<number, string> = {
  20003: "Twilio does not accept the account's token: see TWILIO_AUTH_TOKEN",
  20005: "the Twilio account is not active",
  21606:
    "Twilio's account does not own the number that messages come from: see TWILIO_FROM",
  21701:
    "Twilio knows no such Messaging Service: see TWILIO_MESSAGING_SERVICE_SID",
};

/** Too many calls at once; how long to wait Twilio does not say. */
const BUSY_MS = 10 * SECOND;
const MEND_MS = MINUTE;

/** What a failed request to send means for the message. */
export function outcomeOf(error: unknown): Outcome {
  const { code, status } = error as { code?: unknown; status?: unknown };
  const reason = twilioFailure(error);
  if (typeof code === "string" && notConnected.has(code))
    return { kind: "later", reason: `Twilio cannot be reached (${code})` };
  if (status === 429)
    return {
      kind: "later",
      reason: "Twilio asks for patience",
      afterMs: BUSY_MS,
    };
  if (typeof code !== "number" || typeof status !== "number" || status >= 500)
    return { kind: "ambiguous", reason };
  const mend = oursToMend[code];
  if (mend !== undefined || status === 401)
    return {
      kind: "later",
      reason: mend ?? reason,
      afterMs: MEND_MS,
      alarm: true,
    };
  if (code === 21611)
    return {
      kind: "later",
      reason: "Twilio's queue is full",
      afterMs: BUSY_MS,
    };
  // The next number that somebody enters may be a good one: the outlet lives.
  return {
    kind: "never",
    reason: reasonOf(code) ?? reason,
    outletIsDead: false,
  };
}

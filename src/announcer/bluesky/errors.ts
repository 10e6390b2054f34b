import { XRPCError } from "@atproto/api";
import { type Instant, MINUTE, SECOND } from "../../domain/time.ts";
import type { Outcome } from "../channel.ts";
import {
  notConnectedWords,
  outcomeWithoutAnswer,
} from "../posts/dispatcher.ts";

/** Where the server sends no limits along, its windows are five minutes. */
const WINDOW_MS = 5 * MINUTE;
/** Below this the library's numbers are its own: no answer, or none that it understood. */
const FIRST_STATUS = 100;

/** What a failed call means for the post. */
export function outcomeOf(error: unknown, now: Instant): Outcome {
  const words = notConnectedWords(error);
  if (
    words !== undefined ||
    !(error instanceof XRPCError) ||
    statusOf(error) < FIRST_STATUS
  )
    return outcomeWithoutAnswer(error, "Bluesky");
  const { message, error: name } = error;
  const status = statusOf(error);
  if (status >= 500)
    return { kind: "ambiguous", reason: `Bluesky answered HTTP ${status}` };
  if (status === 429)
    return {
      kind: "later",
      reason: "Bluesky's limit is reached",
      afterMs: untilReset(error, now),
    };
  if (isSignedOut(error))
    return {
      kind: "never",
      reason:
        "Bluesky does not accept the account's app password any more: connect it again",
      outletIsDead: true,
    };
  return {
    kind: "never",
    reason: `Bluesky refused the post: ${message || name || `HTTP ${status}`}`,
    outletIsDead: false,
  };
}

/** The session is over, or the password is wrong. */
export function isSignedOut(error: unknown): boolean {
  if (!(error instanceof XRPCError)) return false;
  const isToken = /^(ExpiredToken|InvalidToken|AuthMissing)$/.test(
    error.error ?? "",
  );
  return isToken || [401, 403].includes(statusOf(error));
}

function statusOf({ status }: XRPCError): number {
  return status;
}

function untilReset({ headers }: XRPCError, now: Instant): number {
  const wait = Number(headers?.["ratelimit-reset"]) * SECOND - now;
  return wait > 0 ? wait : WINDOW_MS;
}

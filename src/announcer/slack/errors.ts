import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";
import { clip } from "../../base/text.ts";
import { MINUTE, SECOND } from "../../domain/time.ts";
import type { Outcome } from "../channel.ts";
import { notConnected } from "../not-connected.ts";

/** Slack's own words for "this channel takes nothing any more". https://docs.slack.dev/reference/methods/chat.postMessage */
const deadOutlet: Record<string, string> = {
  channel_not_found:
    "the channel does not exist, or allswell was not invited to it",
  not_in_channel: "allswell is not in the channel: invite it",
  is_archived: "the channel is archived",
  user_not_found: "there is no such person in the workspace",
  user_disabled: "the person's account is switched off",
  cannot_dm_bot: "the recipient is a bot",
  restricted_action: "the workspace does not let allswell post there",
};

/** What is wrong is ours to mend, or the workspace's: no channel is the worse for it, and what waits can go out then. */
const oursToMend: Record<string, string> = {
  account_inactive: "allswell was removed from the workspace",
  token_revoked: "the Slack token was revoked",
  token_expired: "the Slack token has expired",
  invalid_auth: "the Slack token is not valid",
  not_authed: "there is no Slack token",
  missing_scope:
    "the Slack token lacks a permission: install the app anew with the current manifest",
  org_login_required: "the workspace is being moved to an organization",
  team_added_to_org: "the workspace is being moved to an organization",
};
const MEND_MS = MINUTE;

/** A failure of which Slack says that some of it may have been done. */
const maybeDone = new Set([
  "fatal_error",
  "internal_error",
  "request_timeout",
  "service_unavailable",
]);

/** What Slack's library is told besides where no connection was made. */
const CONNECT_TIMEOUT = "UND_ERR_CONNECT_TIMEOUT";

/** What a failed call to Slack means for the message. */
export function outcomeOf(error: unknown): Outcome {
  if (error instanceof WebAPIRateLimitedError) {
    return {
      kind: "later",
      reason: "Slack asks for patience",
      afterMs: error.retryAfter * SECOND,
    };
  }
  if (error instanceof WebAPIPlatformError) return outcomeOfPlatform(error);
  if (error instanceof WebAPIRequestError) return outcomeOfRequest(error);
  if (error instanceof WebAPIHTTPError)
    return {
      kind: "ambiguous",
      reason: `Slack answered HTTP ${error.statusCode}`,
    };
  // A 429 without Retry-After, an answer that is no JSON: Slack may have taken the message.
  return {
    kind: "ambiguous",
    reason: `Slack's answer was not understood (${error instanceof Error ? error.message : String(error)})`,
  };
}

function outcomeOfPlatform({ data }: WebAPIPlatformError): Outcome {
  const { error } = data;
  if (error === "ratelimited" || error === "rate_limited")
    return { kind: "later", reason: "Slack asks for patience" };
  // Where the answer is no JSON, the client takes all of it for the error's name.
  if (maybeDone.has(error) || !/^[a-z0-9_]+$/.test(error))
    return { kind: "ambiguous", reason: `Slack answered "${clip(error, 60)}"` };
  const mend = oursToMend[error];
  if (mend !== undefined)
    return { kind: "later", reason: mend, afterMs: MEND_MS };
  const words = deadOutlet[error];
  if (words !== undefined)
    return { kind: "never", reason: words, outletIsDead: true };
  return {
    kind: "never",
    reason: `Slack refused the message: ${error}`,
    outletIsDead: false,
  };
}

function outcomeOfRequest({ original }: WebAPIRequestError): Outcome {
  const code = codeOf(original) ?? codeOf(original.cause);
  if (
    code !== undefined &&
    (notConnected.has(code) || code === CONNECT_TIMEOUT)
  )
    return { kind: "later", reason: `Slack cannot be reached (${code})` };
  const isTimeout =
    original.name === "TimeoutError" || original.name === "AbortError";
  return {
    kind: "ambiguous",
    reason: isTimeout
      ? "Slack did not answer in time"
      : `the connection to Slack broke (${code ?? original.message})`,
  };
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error))
    return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** What a reply hangs on is gone: somebody deleted it, or the workspace keeps nothing for so long. */
export function refusesThread(error: unknown): boolean {
  return (
    error instanceof WebAPIPlatformError &&
    (error.data.error === "thread_not_found" ||
      error.data.error === "cannot_reply_to_message")
  );
}

/** True where Slack would take the words, but not the blocks around them. */
export function refusesBlocks(error: unknown): boolean {
  return (
    error instanceof WebAPIPlatformError &&
    (error.data.error === "invalid_blocks" ||
      error.data.error === "msg_blocks_too_long")
  );
}

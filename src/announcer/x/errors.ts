import {
  ApiPartialResponseError,
  ApiRequestError,
  ApiResponseError,
} from "twitter-api-v2";
import { type Instant, MINUTE, SECOND } from "../../domain/time.ts";
import type { Outcome } from "../channel.ts";
import { notConnected } from "../not-connected.ts";

/** Where X sends no limits along, its windows are a quarter of an hour. */
const WINDOW_MS = 15 * MINUTE;

/** X refuses the post as a reply, but would take it on its own. */
export function refusesReply(error: unknown): boolean {
  const detail = detailOf(error);
  return (
    isForbidden(error) &&
    /not been mentioned or otherwise engaged|reply to a (tweet|post)|in_reply_to/i.test(
      detail,
    )
  );
}

/** This account has said these very words before. */
export function isDuplicate(error: unknown): boolean {
  return isForbidden(error) && /duplicate content/i.test(detailOf(error));
}

function isForbidden(error: unknown): boolean {
  return error instanceof ApiResponseError && error.code === 403;
}

/** What a failed call to X means for the post. */
export function outcomeOf(error: unknown, now: Instant): Outcome {
  if (error instanceof ApiResponseError) return outcomeOfResponse(error, now);
  if (error instanceof ApiRequestError) return outcomeOfRequest(error);
  if (error instanceof ApiPartialResponseError)
    return { kind: "ambiguous", reason: "X's answer broke off" };
  return {
    kind: "ambiguous",
    reason: `X's answer was not understood (${error instanceof Error ? error.message : String(error)})`,
  };
}

function outcomeOfResponse(error: ApiResponseError, now: Instant): Outcome {
  const detail = detailOf(error);
  const type = typeOf(error);
  if (error.code >= 500)
    return { kind: "ambiguous", reason: `X answered HTTP ${error.code}` };
  if (error.code === 429)
    return {
      kind: "later",
      reason: "X's limit of posts is reached",
      afterMs: untilReset(error, now),
    };
  if (error.code === 402) {
    return {
      kind: "later",
      reason: "the credits at X are used up: buy some at developer.x.com",
      afterMs: WINDOW_MS,
      alarm: true,
    };
  }
  if (/suspended/i.test(`${type} ${detail}`))
    return dead("X has suspended the account");
  if (type.endsWith("oauth1-permissions"))
    return dead(
      "the account was connected without the right to post: give the app Read and Write, then connect again",
    );
  if (error.code === 401)
    return dead(
      "X does not accept the account's tokens any more: connect it again",
    );
  if (error.code === 403 && type.endsWith("client-forbidden"))
    return dead(`X does not let the app post: ${detail}`);
  return {
    kind: "never",
    reason: `X refused the post: ${detail || `HTTP ${error.code}`}`,
    outletIsDead: false,
  };
}

function dead(reason: string): Outcome {
  return { kind: "never", reason, outletIsDead: true };
}

function outcomeOfRequest(error: ApiRequestError): Outcome {
  // The cause is not where the types say: https://github.com/PLhery/node-twitter-api-v2 sets `_options.error`.
  const { _options } = error as unknown as {
    _options?: { error?: NodeJS.ErrnoException };
  };
  const code = _options?.error?.code;
  if (code !== undefined && notConnected.has(code))
    return { kind: "later", reason: `X cannot be reached (${code})` };
  return {
    kind: "ambiguous",
    reason: `no answer from X (${code ?? _options?.error?.message ?? "time-out"})`,
  };
}

function untilReset({ rateLimit }: ApiResponseError, now: Instant): number {
  const resets = [rateLimit, rateLimit?.userDay, rateLimit?.day].flatMap(
    (limit) => (limit?.remaining === 0 ? [limit.reset * SECOND - now] : []),
  );
  const wait = Math.max(0, ...resets);
  return wait > 0 ? wait : WINDOW_MS;
}

function detailOf(error: unknown): string {
  if (!(error instanceof ApiResponseError)) return "";
  const { detail, title, errors } = dataOf(error);
  const first = Array.isArray(errors)
    ? (errors[0] as { message?: unknown } | undefined)?.message
    : undefined;
  return [detail, first, title].find((text) => typeof text === "string") ?? "";
}

function typeOf(error: ApiResponseError): string {
  const { type } = dataOf(error);
  return typeof type === "string" ? type : "";
}

/** X's error body; a page of HTML has none of these. */
function dataOf({ data }: ApiResponseError): {
  detail?: unknown;
  title?: unknown;
  type?: unknown;
  errors?: unknown;
} {
  return typeof data === "object" && data !== null ? data : {};
}

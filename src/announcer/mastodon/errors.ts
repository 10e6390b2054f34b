import { MastoHttpError } from "masto";
import { type Instant, MINUTE } from "../../domain/time.ts";
import type { Outcome } from "../channel.ts";
import { outcomeWithoutAnswer } from "../posts/dispatcher.ts";

/** Where the server sends no limits along, its windows are five minutes. */
const WINDOW_MS = 5 * MINUTE;

/** What a post hangs on is gone: it would be taken on its own. */
export function refusesReply(error: unknown): boolean {
  return error instanceof MastoHttpError && error.statusCode === 404;
}

/** What a failed call means for the post. */
export function outcomeOf(error: unknown, now: Instant): Outcome {
  if (!(error instanceof MastoHttpError))
    return outcomeWithoutAnswer(error, "Mastodon");
  const { statusCode, message } = error;
  const reason = `Mastodon refused the post: ${message || `HTTP ${statusCode}`}`;
  if (statusCode >= 500)
    return {
      kind: "ambiguous",
      reason: `Mastodon answered HTTP ${statusCode}`,
    };
  if (statusCode === 429)
    return {
      kind: "later",
      reason: "Mastodon's limit of posts is reached",
      afterMs: untilReset(error, now),
    };
  if (statusCode === 401 || statusCode === 403)
    return {
      kind: "never",
      reason:
        "Mastodon does not accept the account's token any more: connect it again",
      outletIsDead: true,
    };
  return { kind: "never", reason, outletIsDead: false };
}

function untilReset({ cause }: MastoHttpError, now: Instant): number {
  const reset =
    cause instanceof Response ? cause.headers.get("x-ratelimit-reset") : null;
  const wait = Date.parse(reset ?? "") - now;
  return wait > 0 ? wait : WINDOW_MS;
}

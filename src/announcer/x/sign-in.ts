import { ApiResponseError } from "twitter-api-v2";
import { within } from "../../base/within.ts";
import { type XApp, xClient } from "./client.ts";

const TIMEOUT_MS = 8_000;

export interface Ticket {
  token: string;
  secret: string;
}

/**
 * Begins to connect an account: it opens the address, allows the app, and gets a number of seven digits. Throws where X
 * does not answer in time.
 */
export async function beginSignIn(
  app: XApp,
  timeoutMs = TIMEOUT_MS,
): Promise<{ url: string; ticket: Ticket }> {
  const {
    url,
    oauth_token: token,
    oauth_token_secret: secret,
  } = await inTime(
    xClient(app).generateAuthLink("oob", { linkMode: "authorize" }),
    timeoutMs,
  );
  return {
    url:
      app.signInUrl === undefined
        ? url
        : `${app.signInUrl}?oauth_token=${encodeURIComponent(token)}`,
    ticket: { token, secret },
  };
}

/** Ends it with that number: who the account is and its tokens, which do not expire. */
export async function finishSignIn(
  app: XApp,
  { token, secret }: Ticket,
  pin: string,
): Promise<
  | { ok: true; id: string; handle: string; tokens: Record<string, string> }
  | { ok: false; text: string }
> {
  try {
    const { userId, screenName, accessToken, accessSecret } = await inTime(
      xClient(app, { accessToken: token, accessSecret: secret }).login(pin),
      TIMEOUT_MS,
    );
    return {
      ok: true,
      id: userId,
      handle: screenName,
      tokens: { accessToken, accessSecret },
    };
  } catch (error) {
    if (error instanceof ApiResponseError && error.code < 500)
      return {
        ok: false,
        text: "X does not accept this number: begin anew for a fresh one.",
      };
    return {
      ok: false,
      text: "X cannot be reached at the moment: try again in a minute.",
    };
  }
}

/** The client has no time limit of its own for these. */
async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  return within(work, timeoutMs, () => {
    throw new Error("X did not answer in time");
  });
}

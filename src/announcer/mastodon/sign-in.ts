import { MastoHttpError } from "masto";
import type { Dispatcher } from "undici";
import { notConnectedWords } from "../posts/dispatcher.ts";
import { originOf } from "../posts/origin.ts";
import { mastodonClient } from "./client.ts";

const TIMEOUT_MS = 8_000;

/** Who a token belongs to, and what is kept of it; a sentence where the server does not take it. */
export async function mastodonSignIn(
  { server, accessToken }: { server: string; accessToken: string },
  dispatcher: Dispatcher,
) {
  const origin = originOf(server);
  if (origin === undefined)
    return refused(
      "server",
      "Write the server's address, as in https://mastodon.social.",
    );
  try {
    const account = { server: origin, accessToken: accessToken.trim() };
    const client = mastodonClient(account, dispatcher, TIMEOUT_MS);
    const { id, username } = await client.v1.accounts.verifyCredentials();
    const { host } = new URL(origin);
    return {
      ok: true as const,
      id: `${id}@${host}`,
      handle: `${username}@${host}`,
      tokens: account,
    };
  } catch (error) {
    if (error instanceof MastoHttpError && error.statusCode < 500)
      return refused(
        "accessToken",
        "The server does not accept this token: make one with the right to write statuses and to read accounts.",
      );
    const words = notConnectedWords(error);
    return refused(
      "server",
      words === undefined
        ? "This does not answer as a Mastodon server does."
        : `The server cannot be reached: ${words}.`,
    );
  }
}

function refused(field: string, text: string) {
  return { ok: false as const, field, text };
}

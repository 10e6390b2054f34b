import { createRestAPIClient, type mastodon } from "masto";
import type { Dispatcher } from "undici";

export interface MastodonAccount {
  /** "https://mastodon.example" */
  server: string;
  accessToken: string;
}

/** A client that reaches its server through the dispatcher alone, and follows nobody elsewhere. */
export function mastodonClient(
  { server, accessToken }: MastodonAccount,
  dispatcher: Dispatcher,
  timeoutMs: number,
): mastodon.rest.Client {
  const through = { dispatcher, redirect: "error" };
  return createRestAPIClient({
    url: server,
    accessToken,
    timeout: timeoutMs,
    // Node's fetch knows dispatchers, its types do not.
    requestInit: through as unknown as Omit<RequestInit, "body" | "method">,
  });
}

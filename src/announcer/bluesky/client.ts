import { AtpAgent } from "@atproto/api";
import type { Dispatcher } from "undici";

export interface BlueskyAccount {
  /** "https://bsky.social" */
  server: string;
  /** Handle or did. */
  identifier: string;
  /** An app password, which can be taken back. */
  password: string;
}

/** An agent that reaches servers through the dispatcher alone, and follows nobody elsewhere; nobody is signed in yet. */
export function blueskyAgent(
  server: string,
  dispatcher: Dispatcher,
  timeoutMs: number,
): AtpAgent {
  const through: typeof fetch = (input, init) => {
    const options = {
      ...init,
      dispatcher,
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    };
    // Node's fetch knows dispatchers, its types do not.
    return fetch(input, options as unknown as RequestInit);
  };
  return new AtpAgent({ service: server, fetch: through });
}

import type { Dispatcher } from "undici";
import { mastodonSignIn } from "../mastodon/sign-in.ts";

/** What somebody entered, by field. */
type Entered = Record<string, string>;

/** Who an account is and what is kept of it, or which field is wrong and why. */
export type SignedIn =
  | { ok: true; id: string; handle: string; tokens: Record<string, string> }
  | { ok: false; field: string; text: string };

/** How accounts sign in that are connected by what is entered; they reach their servers through the dispatcher alone. */
export function networkSignIns(dispatcher: Dispatcher) {
  return {
    mastodon: async ({
      server = "",
      accessToken = "",
    }: Entered): Promise<SignedIn> => {
      const signedIn = await mastodonSignIn(
        { server, accessToken },
        dispatcher,
      );
      return signedIn.ok
        ? { ...signedIn, tokens: { ...signedIn.tokens } }
        : signedIn;
    },
    bluesky: async ({
      server = "",
      identifier = "",
      password = "",
    }: Entered): Promise<SignedIn> => {
      // Loaded with a large library, for the few who post there.
      const { blueskySignIn } = await import("../bluesky/sign-in.ts");
      return blueskySignIn({ server, identifier, password }, dispatcher);
    },
  };
}

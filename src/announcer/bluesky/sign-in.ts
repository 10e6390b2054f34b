import { XRPCError } from "@atproto/api";
import type { Dispatcher } from "undici";
import { originOf } from "../posts/origin.ts";
import { notConnectedWords } from "../posts/dispatcher.ts";
import { blueskyAgent } from "./client.ts";

const TIMEOUT_MS = 8_000;
const USUAL_SERVER = "https://bsky.social";

/** Who an app password belongs to, and what is kept of it; a sentence where the server does not take it. */
export async function blueskySignIn(
  {
    server,
    identifier,
    password,
  }: { server: string; identifier: string; password: string },
  dispatcher: Dispatcher,
) {
  const origin = originOf(server.trim() === "" ? USUAL_SERVER : server);
  if (origin === undefined)
    return refused(
      "server",
      "Write the server's address, as in https://bsky.social.",
    );
  try {
    const agent = blueskyAgent(origin, dispatcher, TIMEOUT_MS);
    const { data } = await agent.login({
      identifier: identifier.trim().replace(/^@/, ""),
      password: password.trim(),
    });
    const { did, handle } = data;
    const tokens = {
      server: origin,
      identifier: did,
      password: password.trim(),
    };
    return { ok: true as const, id: did, handle, tokens };
  } catch (error) {
    if (error instanceof XRPCError && [400, 401, 403].includes(error.status))
      return refused(
        "password",
        "Bluesky does not accept this name with this app password.",
      );
    const words = notConnectedWords(error);
    return refused(
      "server",
      words === undefined
        ? "This does not answer as a Bluesky server does."
        : `The server cannot be reached: ${words}.`,
    );
  }
}

function refused(field: string, text: string) {
  return { ok: false as const, field, text };
}

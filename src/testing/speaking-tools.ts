// A watch with something to find in it, whose servers, channels and accounts speak a test's words.
import type { TestContext } from "node:test";
import { systemClock } from "../base/clock.ts";
import type { Tools } from "../bot/commands/command.ts";
import type { Store } from "../store/db.ts";
import { testLog, testStore } from "./database.ts";
import { believe, makeMonitor, makeNamespace, testSecrets } from "./factory.ts";

/** Two namespaces and a Datastore that is down. */
export async function speakingTools(
  t: TestContext,
  spoken: () => string,
): Promise<{ store: Store; tools: Tools }> {
  const store = await testStore(t);
  await makeNamespace(store);
  await makeNamespace(store, { slug: "di" });
  await believe(store, await makeMonitor(store), "down", { reason: "refused" });
  const tools: Tools = {
    context: (actor) => ({
      store,
      secrets: testSecrets,
      actor,
      now: systemClock.now(),
    }),
    probe: async () => ({
      outcome: "down",
      latencyMs: null,
      reason: { kind: "x", text: spoken() },
      facts: { body: spoken() },
    }),
    signIn: {
      begin: async () => ({
        url: "https://x.example/",
        ticket: { token: "t", secret: "s" },
      }),
      finish: async () => ({ ok: false, text: spoken() }),
    },
    channel: async () => ({
      label: spoken(),
      problem: spoken() === "" ? undefined : `${spoken()} is archived`,
    }),
    urlOf: (path) => `https://allswell.example.org${path}`,
    openSecret: () => spoken(),
    log: testLog,
  };
  return { store, tools };
}

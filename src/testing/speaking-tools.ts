// A watch with something to find in it, whose servers, channels and accounts speak a test's words.
import type { TestContext } from "node:test";
import { systemClock } from "../base/clock.ts";
import type { Tools } from "../bot/commands/command.ts";
import { storable } from "../base/text.ts";
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
    tryOut: async () => ({
      outcome: "degraded",
      latencyMs: 3,
      reason: { kind: "x", text: spoken() },
      facts: { body: spoken() },
    }),
    findChannel: async () => ({ id: "C1", label: spoken() }),
    signIn: {
      begin: async () => ({
        url: "https://x.example/",
        ticket: { token: "t", secret: "s" },
      }),
      finish: async () => ({ ok: false, text: spoken() }),
    },
    draw: async () => Buffer.from("a picture"),
    readFile: async () => ({ ok: false, text: spoken() }),
    postFiles: async () => spoken() || undefined,
    channel: async () => ({
      label: spoken(),
      problem: spoken() === "" ? undefined : `${spoken()} is archived`,
    }),
    person: async (id) => ({
      id,
      name: storable(spoken()) || id,
      role: "member",
    }),
    userGroups: async () => ({
      ok: true,
      groups: [{ id: "S1", handle: storable(spoken()) }],
    }),
    examine: async () => ({
      ok: true,
      findings: [
        { isFine: true, name: spoken(), text: spoken() },
        { isFine: false, name: spoken(), text: spoken(), advice: spoken() },
      ],
    }),
    namedAdmins: [],
    urlOf: (path) => `https://allswell.example.org${path}`,
    openSecret: () => spoken(),
    mayNotReach: async () => spoken() || undefined,
    log: testLog,
  };
  return { store, tools };
}

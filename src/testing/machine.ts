// The API for those who bring a token, on a real web server beside a pretended Slack that tells who people are.
import type { TestContext } from "node:test";
import type { Actor } from "../actions/context.ts";
import { makeToken, type NewToken } from "../actions/people/tokens.ts";
import { Directory } from "../bot/directory.ts";
import type { ProbeResult } from "../domain/result.ts";
import { DAY } from "../domain/time.ts";
import type { Fault } from "../sandbox/faults.ts";
import { defaultSeed } from "../sandbox/slack/index.ts";
import { serveSlack } from "../sandbox/slack/serve-slack-for-tests.ts";
import type { Store } from "../store/db.ts";
import { picturePng, pictureSvg } from "../pictures/draw.ts";
import { rasterSvg } from "../pictures/raster.ts";
import { feedRouter } from "../web/feeds/router.ts";
import { pageRouter } from "../web/page/router.ts";
import { panelsRouter } from "../web/panels.ts";
import type { Pencil } from "../web/pictures/gallery.ts";
import { apiRouter } from "../web/api/router.ts";
import { Gate } from "../web/gate.ts";
import { metricsRouter } from "../web/metrics.ts";
import { startWeb } from "../web/server.ts";
import { Snapshot } from "../web/snapshot.ts";
import { testLog, testStore } from "./database.ts";
import { contextOf, granted } from "./factory.ts";
import { ManualClock } from "./manual-clock.ts";

/** Draws here and now, without a thread. */
const pencil: Pencil = {
  svg: async (picture, look) => pictureSvg(picture, look),
  png: picturePng,
};

/** People of the pretended Slack. */
export const people = {
  ada: { id: "UADA000001", name: "ada", role: "admin" },
  ben: { id: "UBEN000001", name: "ben", role: "member" },
  cleo: { id: "UCLEO00001", name: "cleo", role: "member" },
  gus: { id: "UGUS000001", name: "gus", role: "guest" },
  /** Was deactivated. */
  gone: { id: "UGONE00001", name: "gone", role: "member" },
} as const satisfies Record<string, Actor>;

export interface Answered {
  status: number;
  type: string;
  headers: Headers;
  body: Record<string, unknown>;
}

export interface Machine {
  store: Store;
  clock: ManualClock;
  origin: string;
  /** Lets a call of Slack's go wrong. */
  breakSlack: (method: string, fault: Omit<Fault, "on">) => void;
  /** A token of somebody. */
  token: (who: Actor, wish?: Partial<NewToken>) => Promise<string>;
  /** Asks as JSON; `body` is sent as it is where it is text. */
  ask: (
    path: string,
    options?: {
      token?: string;
      method?: string;
      body?: unknown;
      headers?: Record<string, string>;
    },
  ) => Promise<Answered>;
  renew: () => Promise<void>;
}

let made = 0;

export async function openMachine(
  t: TestContext,
  probe: () => ProbeResult = () => ({ outcome: "up", latencyMs: 12 }),
): Promise<Machine> {
  const seed = defaultSeed();
  const [ada] = seed.users;
  if (ada === undefined) throw new Error("the sandbox has people");
  seed.users.push({ ...ada, ...people.gone, isDeleted: true });
  const slack = await serveSlack({ seed });
  t.after(() => slack.stop());
  const store = await testStore(t);
  const clock = new ManualClock(Date.now());
  const context = () => contextOf(store, { now: clock.now() });
  const directory = new Directory({
    botToken: slack.slack.settings.botToken,
    apiUrl: slack.slackApiUrl,
    admins: [],
    store,
    clock,
    log: testLog,
  });
  const parts = { context, clock, log: testLog };
  const snapshot = new Snapshot(parts);
  await snapshot.refresh();
  const machine = {
    gate: new Gate({ context, actorOf: (id) => directory.actor(id) }),
    context,
    contextOf: (actor: Actor) => contextOf(store, { actor, now: clock.now() }),
    probe: async () => probe(),
    channel: (id: string) => directory.channel(id),
  };
  const urlOf = (path: string): string => `https://status.example.org${path}`;
  const web = await startWeb({
    port: 0,
    bind: "127.0.0.1",
    log: testLog,
    routers: [
      panelsRouter({ ...parts, rasterSvg }),
      pageRouter(snapshot, { ...parts, playground: null, pencil }),
      feedRouter({ ...parts, snapshot, urlOf }),
      apiRouter({ ...parts, snapshot, urlOf, version: "1.2.3", machine }),
      metricsRouter({
        ...parts,
        gate: machine.gate,
        isOpen: false,
        version: "1.2.3",
      }),
    ],
  });
  t.after(() => web.stop());
  const origin = `http://127.0.0.1:${web.port}`;
  return {
    store,
    clock,
    origin,
    breakSlack: (method, fault) =>
      slack.faults.add({ on: `slack ${method}`, ...fault }),
    token: async (actor, wish = {}) => {
      made += 1;
      const { token } = granted(
        await makeToken(contextOf(store, { actor, now: clock.now() }), {
          name: `token ${made}`,
          scope: "write",
          lifeMs: DAY,
          ...wish,
        }),
      );
      return token;
    },
    ask: async (path, { token, method = "GET", body, headers = {} } = {}) => {
      const response = await fetch(`${origin}${path}`, {
        method,
        redirect: "manual",
        headers: {
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
          ...headers,
        },
        ...(body === undefined
          ? {}
          : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        type: response.headers.get("content-type") ?? "",
        headers: response.headers,
        body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>),
      };
    },
    renew: async () => {
      await snapshot.refresh();
    },
  };
}

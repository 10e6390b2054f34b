import express, { type Router } from "express";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { z } from "zod";
import type { Numbered } from "../journal.ts";
import type { Faults } from "../faults.ts";
import { apiRouter } from "./api/router.ts";
import { slackControl } from "./control.ts";
import { deliver } from "./delivery/deliver.ts";
import { SocketMode } from "./delivery/socket-mode.ts";
import { fileRoutes } from "./files.ts";
import { openIdRouter } from "./openid/router.ts";
import { Records, type SlackRecord } from "./records.ts";
import { responseUrlRoutes } from "./response-urls.ts";
import { defaultSeed, type Seed } from "./seed.ts";
import { defaultSettings, type SlackSettings } from "./settings.ts";
import { newState, type SlackState } from "./state.ts";
import { Triggers } from "./triggers.ts";
import type { World } from "./world.ts";

export type { Seed as SlackSeed } from "./seed.ts";
export { defaultSeed } from "./seed.ts";
export type { SlackSettings } from "./settings.ts";

export interface SlackOptions {
  faults: Faults;
  /** Called after each change of what the page shows. */
  changed: () => void;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Where `router` is reached from outside, without a slash at the end. */
  baseUrl: () => string;
  seed?: Seed | undefined;
  settings?: Partial<SlackSettings> | undefined;
}

export interface Slack {
  /** The Web API under `/api/`, response URLs, files, and where people sign in. */
  router: Router;
  /** What tests and the page see and do; JSON. */
  control: Router;
  settings: SlackSettings;
  /** Takes over the upgrade of a Socket Mode connection. */
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  snapshot: () => unknown;
  /** Throws, and changes nothing, when this is not a snapshot. */
  load: (snapshot: unknown) => void;
  stop: () => Promise<void>;
}

/** The inner lists are our own; that they are there tells a snapshot from anything else. */
const snapshotShape = z.object({
  state: z.looseObject({
    version: z.literal(1),
    counter: z.number(),
    lastTs: z.number(),
    users: z.array(z.looseObject({ id: z.string() })),
    channels: z.array(z.looseObject({ id: z.string() })),
    messages: z.array(z.looseObject({ ts: z.string() })),
    ephemerals: z.array(z.unknown()),
    modals: z.array(z.unknown()),
    homes: z.array(z.unknown()),
    files: z.array(z.unknown()),
    responseUrls: z.array(z.unknown()),
  }),
  records: z.array(z.looseObject({ seq: z.number(), kind: z.string() })),
});

/** A pretended Slack: one workspace with one app in it. */
export function createSlack(options: SlackOptions): Slack {
  const { faults, changed, now, baseUrl } = options;
  const settings = { ...defaultSettings(), ...options.settings };
  const records = new Records(now, changed);
  const sockets = new SocketMode({
    now,
    changed,
    ackMs: () => settings.ackMs,
    onLateAck: (envelopeId, body) =>
      records.add("late-ack", { envelopeId, body }),
  });
  const world: World = {
    state: newState(options.seed ?? defaultSeed()),
    settings,
    records,
    triggers: new Triggers(now, () => settings.triggerMs),
    entered: new Map(),
    offered: new Map(),
    now,
    baseUrl,
    socketTicket: () => sockets.ticket(),
    deliver: (payload) => deliver({ settings, records, now }, sockets, payload),
  };
  const router = express.Router();
  // Before the other methods: these take no token.
  router.use(openIdRouter(world, faults));
  router.use("/api", apiRouter(world, faults));
  router.use(responseUrlRoutes(world, faults));
  router.use(fileRoutes(world));
  return {
    router,
    control: slackControl(world, sockets),
    settings,
    upgrade: (request, socket, head) => sockets.upgrade(request, socket, head),
    snapshot: () => ({ state: world.state, records: records.snapshot() }),
    load: (snapshot) => load(world, snapshot),
    stop: () => sockets.stop(),
  };
}

function load(world: World, snapshot: unknown): void {
  const parsed = snapshotShape.parse(snapshot);
  // A world of before there were user groups has none.
  world.state = { userGroups: [], ...parsed.state } as unknown as SlackState;
  world.records.journal.load(parsed.records as (SlackRecord & Numbered)[]);
}

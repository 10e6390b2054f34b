import https from "node:https";
import net from "node:net";
import express from "express";
import { TwitterApi } from "twitter-api-v2";
import { Faults } from "../faults.ts";
import { ask, serve } from "../serve-for-tests.ts";
import { createX, isXHost, type X, type XOptions } from "./index.ts";
import type { Tweet } from "./state.ts";

/**
 * Brings X's client, which knows no other address than X's own, to a local server: its URLs stay https://api.x.com/…, and so
 * do Host and signature; only the socket leads elsewhere, and is plain.
 */
class LocalAgent extends https.Agent {
  readonly #port: number;

  constructor(port: number) {
    super();
    this.#port = port;
  }

  override createConnection(): net.Socket {
    return net.connect(this.#port, "127.0.0.1");
  }
}

export interface ServedX {
  url: string;
  x: X;
  faults: Faults;
  /** Moves the sandbox's clock forward. */
  advance(ms: number): void;
  agent: https.Agent;
  /** The real client, signed in with this account's first token. */
  client(username: string): TwitterApi;
  tweets(): Promise<Tweet[]>;
  /** A request to the control routes. */
  control(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown }>;
  stop(): Promise<void>;
}

/** X on a port of its own, mounted as the sandbox's server mounts it. */
export async function serveX(
  options: Partial<XOptions> = {},
): Promise<ServedX> {
  let now = Date.parse("2026-11-20T12:00:00Z");
  const faults = new Faults();
  const x = createX({ faults, changed: () => {}, now: () => now, ...options });
  const app = express();
  app.use((request, response, next) =>
    isXHost(request) ? x.router(request, response, next) : next(),
  );
  app.use("/x", x.router);
  app.use("/control/x", x.control);
  const served = await serve(app);
  const agent = new LocalAgent(served.port);
  const control = (method: string, path: string, body?: unknown) =>
    ask(method, `${served.url}/control/x${path}`, body);
  return {
    url: served.url,
    x,
    faults,
    agent,
    control,
    advance: (ms) => {
      now += ms;
    },
    client: (username) => {
      const tokens = {
        appKey: x.app.key,
        appSecret: x.app.secret,
        accessToken: `${username}-token`,
        accessSecret: `${username}-token-secret`,
      };
      return new TwitterApi(tokens, { httpAgent: agent });
    },
    tweets: async () => {
      const { body } = await control("GET", "/tweets");
      return (body as { tweets: Tweet[] }).tweets;
    },
    stop: () => served.stop(),
  };
}

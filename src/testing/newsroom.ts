import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { WebClient } from "@slack/web-api";
import type { Added } from "../actions/add-monitor.ts";
import { connectAccount } from "../actions/connect-account.ts";
import { tellOperators } from "../actions/tell-operators.ts";
import { slackChannel } from "../announcer/slack.ts";
import { xClient } from "../announcer/x/client.ts";
import { xChannel } from "../announcer/x.ts";
import { systemClock } from "../base/clock.ts";
import { DeliverLoop } from "../scheduler/deliver-loop.ts";
import { type Connection, openStore, rows, type Store } from "../store/db.ts";
import { DELIVERIES_CHANNEL } from "../store/deliveries.ts";
import { findOpenIncident } from "../store/incidents.ts";
import { listen } from "../store/listen.ts";
import { testDatabase, testLog } from "./database.ts";
import { contextOf, granted, makeNamespace } from "./factory.ts";
import { type Outside, outside } from "./outside.ts";

const FOLD_MS = 400;
const OPERATOR = "UADA000001";

/** A namespace with a Slack channel and an account on X in a world of its own, and deliverers at work. */
export class Newsroom {
  readonly store: Store;
  readonly world: Outside;

  private constructor(store: Store, world: Outside) {
    this.store = store;
    this.world = world;
  }

  static async open(
    t: TestContext,
    { deliverers = 1 } = {},
  ): Promise<Newsroom> {
    const { connection } = await testDatabase(t);
    const store = await openStore(connection, testLog);
    const world = await outside(t);
    const room = new Newsroom(store, world);
    const ending = new AbortController();
    const running = Array.from({ length: deliverers }, () =>
      room.#deliver(connection, ending.signal),
    );
    t.after(async () => {
      ending.abort();
      await Promise.all(running);
      await store.close();
    });
    await makeNamespace(store, {
      foldMs: FOLD_MS,
      channels: [{ id: "COPS000001", label: "#ops" }],
    });
    await room.#connect("iati_status");
    return room;
  }

  async #connect(handle: string): Promise<void> {
    const tokens = {
      accessToken: `${handle}-token`,
      accessSecret: `${handle}-token-secret`,
    };
    const { data } = await xClient(this.#app, tokens).v2.me();
    granted(
      await connectAccount(contextOf(this.store), "iati", {
        channel: "x",
        id: data.id,
        handle,
        tokens,
      }),
    );
  }

  get #app() {
    return {
      ...this.world.sandbox.credentials.twitter,
      apiUrl: this.world.sandbox.url,
    };
  }

  async #deliver(connection: Connection, signal: AbortSignal): Promise<void> {
    const { slackApiUrl, credentials } = this.world.sandbox;
    const client = new WebClient(credentials.slack.botToken, {
      slackApiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: 500,
      logger: silent,
    });
    const context = () => contextOf(this.store);
    const loop = new DeliverLoop({
      context,
      clock: systemClock,
      log: testLog,
      channels: {
        slack: slackChannel(client),
        x: xChannel(this.#app, systemClock, { timeoutMs: 500 }),
      },
      tellOperators: (text) => tellOperators(context(), [OPERATOR], text),
      firstRetryMs: 50,
    });
    await Promise.all([
      loop.run(signal),
      listen(connection, DELIVERIES_CHANNEL, () => loop.wake(), {
        clock: systemClock,
        log: testLog,
        signal,
      }),
    ]);
  }

  /** Waits until nothing is left to tell and nothing to bring up to date; at most ten seconds. */
  async quiet(): Promise<void> {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const [left] = await rows<{ left: number }>(
        this.store.db,
        "SELECT count(*) AS left FROM deliveries WHERE state IN ('planned', 'sending', 'retry', 'ambiguous') OR edit_due_at IS NOT NULL",
      );
      if (left?.left === 0) return;
      assert.ok(Date.now() < deadline, `still ${left?.left} to tell`);
      await systemClock.sleep(20);
    }
  }

  async states(): Promise<Record<string, number>> {
    const found = await rows<{ state: string; count: number }>(
      this.store.db,
      "SELECT state, count(*) AS count FROM deliveries GROUP BY state",
    );
    return Object.fromEntries(found.map(({ state, count }) => [state, count]));
  }

  async incidentOf({ service }: Added): Promise<number> {
    return (await findOpenIncident(this.store.db, service.id))?.id ?? 0;
  }
}

const silent = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => "error" as never,
  setName() {},
};

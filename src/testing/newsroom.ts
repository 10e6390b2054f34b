import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import type { TestContext } from "node:test";
import { WebClient } from "@slack/web-api";
import type { Added } from "../actions/targets/add-monitor.ts";
import { readersCopies } from "../actions/audience/readers.ts";
import { mailHandOvers } from "../actions/mail/mail-hand-overs.ts";
import { manageToken } from "../actions/mail/mail-tokens.ts";
import { blueskyChannel } from "../announcer/bluesky.ts";
import { mastodonChannel } from "../announcer/mastodon.ts";
import { connectedDispatcher } from "../announcer/posts/dispatcher.ts";
import { createConnector } from "../net/create-connector.ts";
import { readersChannel } from "../announcer/readers.ts";
import { slackChannel } from "../announcer/slack.ts";
import { smsChannel } from "../announcer/sms.ts";
import { webhookChannel } from "../announcer/webhook.ts";
import { xChannel } from "../announcer/x.ts";
import { systemClock } from "../base/clock.ts";
import { DeliverLoop } from "../scheduler/deliver-loop.ts";
import type { EditPace } from "../store/telling/edit-pace.ts";
import { type Connection, openStore, rows, type Store } from "../store/db.ts";
import { DELIVERIES_CHANNEL } from "../store/telling/deliveries.ts";
import { findOpenIncident } from "../store/incidents/incidents.ts";
import { listen } from "../store/listen.ts";
import { testDatabase, testLog } from "./database.ts";
import {
  believe,
  contextOf,
  makeMonitor,
  makeNamespace,
  testSecrets,
} from "./factory.ts";
import { mailInto } from "./mail.ts";
import { connectX, type Outside, outside } from "./outside.ts";
import { PATIENT_MS } from "./patience.ts";
import { until } from "./until.ts";

const loopback = connectedDispatcher(
  createConnector({ allowNetworks: ["127.0.0.1"] }),
);
const FOLD_MS = 1_000;
/** Tests are in a hurry. */
const QUICK_EDITS: EditPace = { everyMs: 5, burst: 50, gapMs: 20 };
const OPERATOR = "UADA000001";

export interface RoomOptions {
  foldMs?: number;
  /** Customers hear of it, too. */
  onX?: boolean;
  /** How long remotes are waited for, in ms. */
  patienceMs?: number;
}

/** A namespace with a Slack channel and an account on X in a world of its own, and deliverers at work. */
export class Newsroom {
  readonly store: Store;
  readonly world: Outside;

  readonly #connection: Connection;
  readonly #patienceMs: number;
  #ending = new AbortController();
  #running: Promise<void>[] = [];

  private constructor(
    store: Store,
    world: Outside,
    connection: Connection,
    patienceMs: number,
  ) {
    this.store = store;
    this.world = world;
    this.#connection = connection;
    this.#patienceMs = patienceMs;
  }

  /** Nobody delivers anything yet. */
  static async closed(
    t: TestContext,
    { foldMs = FOLD_MS, onX = true, patienceMs = PATIENT_MS }: RoomOptions = {},
  ): Promise<Newsroom> {
    const { connection } = await testDatabase(t);
    const store = await openStore(connection, testLog);
    const world = await outside(t);
    const room = new Newsroom(store, world, connection, patienceMs);
    t.after(async () => {
      await room.rest();
      await store.close();
    });
    await makeNamespace(store, {
      foldMs,
      channels: [{ id: "COPS000001", label: "#ops" }],
    });
    if (onX) await connectX(store, world, "iati", "iati_status");
    return room;
  }

  static async open(
    t: TestContext,
    deliverers = 1,
    options: RoomOptions = {},
  ): Promise<Newsroom> {
    const room = await Newsroom.closed(t, options);
    room.work(deliverers);
    return room;
  }

  /** Lets so many deliverers work. */
  work(deliverers = 1, edits: EditPace = QUICK_EDITS): void {
    this.#ending = new AbortController();
    const { signal } = this.#ending;
    this.#running = Array.from({ length: deliverers }, () =>
      this.#deliver(signal, edits),
    );
  }

  async rest(): Promise<void> {
    this.#ending.abort();
    await Promise.all(this.#running);
  }

  get #app() {
    return {
      ...this.world.sandbox.credentials.twitter,
      apiUrl: this.world.sandbox.url,
    };
  }

  async #deliver(signal: AbortSignal, edits: EditPace): Promise<void> {
    const { slackApiUrl, credentials } = this.world.sandbox;
    const timeoutMs = this.#patienceMs;
    const client = new WebClient(credentials.slack.botToken, {
      slackApiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: timeoutMs,
      logger: silent,
    });
    const withinTransaction = new AsyncLocalStorage<boolean>();
    const store: Store = {
      ...this.store,
      transaction: (work) =>
        withinTransaction.run(true, () => this.store.transaction(work)),
    };
    const context = () => contextOf(store);
    const loop = new DeliverLoop({
      context,
      clock: systemClock,
      log: testLog,
      channels: {
        slack: slackChannel(client),
        mastodon: mastodonChannel(loopback, systemClock, { timeoutMs }),
        bluesky: blueskyChannel(loopback, systemClock, { timeoutMs }),
        webhook: webhookChannel(loopback, systemClock, { timeoutMs }),
        sms: smsChannel(
          {
            ...this.world.sandbox.credentials.twilio,
            apiUrl: this.world.sandbox.twilioApiUrl,
          },
          { timeoutMs },
        ),
        x: xChannel(this.#app, systemClock, { timeoutMs }),
        mail: mailInto(this.world, {
          handOvers: mailHandOvers(context),
          timeoutMs,
          draw: async (picture) =>
            (await import("../pictures/draw.ts")).picturePng(picture),
          manageUrl: (recipient) =>
            `https://status.example.org/mail/${manageToken(testSecrets, recipient)}`,
        }),
        readers: readersChannel(readersCopies(context)),
      },
      // Slack may have to be asked who they are, and another connection of the store is needed.
      operators: async () => {
        assert.equal(withinTransaction.getStore(), undefined);
        return [OPERATOR];
      },
      firstRetryMs: 50,
      edits,
    });
    await Promise.all([
      loop.run(signal),
      listen(this.#connection, DELIVERIES_CHANNEL, () => loop.wake(), {
        clock: systemClock,
        log: testLog,
        signal,
      }),
    ]);
  }

  /**
   * Waits until nothing is left to tell and nothing to bring up to date. A deliverer that has an outlet in hand may still
   * have something to tell the operators of what it has just written down.
   */
  async quiet(): Promise<void> {
    await until("nothing is left to tell", async () => {
      const [left] = await rows<{ left: number }>(
        this.store.db,
        `SELECT (SELECT count(*) FROM deliveries WHERE state IN ('planned', 'sending', 'retry', 'ambiguous') OR edit_due_at IS NOT NULL)
           + (SELECT count(*) FROM outlets WHERE lease_until > now()) AS left`,
      );
      return left?.left === 0;
    });
  }

  /** One outage of a new service, told to its end by deliverers that begin their work in it. */
  async outage(): Promise<Added> {
    const added = await makeMonitor(this.store);
    await believe(this.store, added, "down");
    this.work();
    await this.quiet();
    await believe(this.store, added, "up");
    await this.quiet();
    return added;
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

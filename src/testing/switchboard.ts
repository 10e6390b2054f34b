import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { WebClient } from "@slack/web-api";
import type { Added } from "../actions/targets/add-monitor.ts";
import { setRota } from "../actions/people/on-call.ts";
import type { Actor } from "../actions/context.ts";
import { slackChannel } from "../announcer/slack.ts";
import { smsChannel } from "../announcer/sms.ts";
import { twilioPhone } from "../announcer/sms/phone.ts";
import { systemClock } from "../base/clock.ts";
import type { PageLevel } from "../domain/paging.ts";
import { DeliverLoop } from "../scheduler/deliver-loop.ts";
import { Pager } from "../scheduler/pager.ts";
import { putSecret } from "../store/bookkeeping.ts";
import { rows, type Store } from "../store/db.ts";
import { findOpenIncident } from "../store/incidents/incidents.ts";
import { testLog, testStore } from "./database.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
  makeNamespace,
  testSecrets,
} from "./factory.ts";
import { type Outside, outside } from "./outside.ts";
import { PATIENT_MS } from "./patience.ts";
import { until } from "./until.ts";

/** People of the pretended workspace, with the numbers that they left. */
export const people = {
  ada: { id: "UADA000001", name: "Ada", phone: "+447700900101" },
  ben: { id: "UBEN000001", name: "Ben", phone: "+447700900102" },
} as const;
export type PersonName = keyof typeof people;

const OPERATOR = "UOPS000001";

export interface SmsSeen {
  sid: string;
  body: string;
  direction: string;
  status: string;
  messagingServiceSid?: string;
}

/** Leaves a person's number with the program, as their form would. */
export async function leaveNumber(
  store: Store,
  name: PersonName,
): Promise<void> {
  const { id, phone } = people[name];
  await putSecret(store.db, testSecrets, `person:${id}`, "phone", phone);
}

/** A namespace whose people are called through a pretended Twilio; nothing happens but by `works`. */
export class Switchboard {
  readonly store: Store;
  readonly world: Outside;
  readonly pager: Pager;
  readonly #loop: DeliverLoop;
  #opened = 0;

  private constructor(store: Store, world: Outside) {
    this.store = store;
    this.world = world;
    const { credentials, twilioApiUrl, slackApiUrl } = world.sandbox;
    const account = { ...credentials.twilio, apiUrl: twilioApiUrl };
    const context = () => contextOf(store);
    const client = new WebClient(credentials.slack.botToken, {
      slackApiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    });
    this.#loop = new DeliverLoop({
      context,
      clock: systemClock,
      log: testLog,
      channels: {
        slack: slackChannel(client),
        sms: smsChannel(account, { timeoutMs: PATIENT_MS }),
      },
      operators: async () => [],
      firstRetryMs: 50,
      edits: { everyMs: 5, burst: 50, gapMs: 20 },
    });
    this.pager = new Pager({
      context,
      clock: systemClock,
      log: testLog,
      phone: twilioPhone(account),
      isTold: false,
      operators: async () => [OPERATOR],
      person: async (id): Promise<Actor> => ({
        id,
        name: Object.values(people).find((one) => one.id === id)?.name ?? id,
        role: "member",
      }),
    });
  }

  static async open(t: TestContext): Promise<Switchboard> {
    const atWork: { stop?: () => Promise<void> } = {};
    // Of the hooks the first runs first: deliverers go home before their database is taken away.
    t.after(() => atWork.stop?.());
    const store = await testStore(t);
    const world = await outside(t);
    await world.control("PATCH", "twilio/settings", { stepMs: 0 });
    for (const name of ["ada", "ben"] as const) await leaveNumber(store, name);
    const board = new Switchboard(store, world);
    const ending = new AbortController();
    const running = board.#loop.run(ending.signal);
    atWork.stop = async () => {
      ending.abort();
      await running;
    };
    return board;
  }

  /** A namespace with these people on its rota; what was before is long ago. */
  async namespace(...names: PersonName[]): Promise<string> {
    await rows(
      this.store.db,
      "UPDATE pager_calls SET at = at - interval '1 hour' RETURNING 1",
    );
    this.#opened += 1;
    const namespace = await makeNamespace(this.store, {
      slug: `n${this.#opened}`,
      channels: [],
      foldMs: 0,
    });
    granted(
      await setRota(contextOf(this.store), namespace, {
        people: names.map((name) => people[name]),
        everyDays: 7,
        weekday: null,
        at: "00:00",
        timezone: "UTC",
      }),
    );
    return namespace.slug;
  }

  /** A service that goes down; its incident. */
  async outage(
    namespaceSlug: string,
    serviceName: string,
    pages: PageLevel = "down",
  ): Promise<{ id: number; added: Added }> {
    const added = await makeMonitor(this.store, {
      namespaceSlug,
      serviceName,
      pages,
    });
    await believe(this.store, added, "up");
    await believe(this.store, added, "down");
    const open = await findOpenIncident(this.store.db, added.service.id);
    assert.ok(open);
    return { id: open.id, added };
  }

  /** What is due later is due now. */
  async later(): Promise<void> {
    await rows(
      this.store.db,
      "UPDATE pagings SET next_at = now() WHERE next_at IS NOT NULL RETURNING 1",
    );
  }

  /** One round of all that the pager does; what is followed is looked at now. */
  async works(): Promise<void> {
    await this.pager.ask();
    await rows(
      this.store.db,
      "UPDATE pager_calls SET look_at = now() - interval '1 second' WHERE look_at IS NOT NULL RETURNING 1",
    );
    await this.pager.look(new AbortController().signal);
    this.#loop.wake();
  }

  /** Works until it is as the test wants it. */
  async until<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
    return until("what the test wants", async () => {
      await this.works();
      return look();
    });
  }

  /** What a person's phone shows, both ways, oldest first. */
  async phone(name: PersonName): Promise<SmsSeen[]> {
    const { messages } = (await this.world.control(
      "GET",
      `twilio/phones/${people[name].phone}/messages`,
    )) as { messages: SmsSeen[] };
    return messages;
  }

  async bodies(name: PersonName): Promise<string[]> {
    return (await this.phone(name))
      .filter(({ direction }) => direction !== "inbound")
      .map(({ body }) => body);
  }

  /** Waits until a person has got so many SMS; the last of them. */
  async sms(name: PersonName, count: number): Promise<string> {
    return this.until(async () => {
      const bodies = await this.bodies(name);
      return bodies.length >= count ? bodies.at(-1) : undefined;
    });
  }

  /** A person writes to our number. */
  async writes(from: string, body: string): Promise<void> {
    await this.world.control("POST", `twilio/phones/${from}/messages`, {
      to: this.world.sandbox.credentials.twilio.from,
      body,
    });
  }

  /** What somebody was told in Slack's direct messages. */
  async direct(userId: string): Promise<string[]> {
    const found = await rows<{ text: string }>(
      this.store.db,
      `SELECT a.text FROM announcements a JOIN deliveries d ON d.announcement_id = a.id JOIN outlets o ON o.id = d.outlet_id
       WHERE o.channel = 'slack' AND o.recipient = $1 ORDER BY d.id`,
      [userId],
    );
    return found.map(({ text }) => text);
  }

  /** What the operators were told. */
  async operators(): Promise<string[]> {
    return this.direct(OPERATOR);
  }
}

// The bot at work for a pretended Slack that lets it do what the manifest asks for, and no more.
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import express from "express";
import { type BotOptions, createBot } from "../bot/app.ts";
import {
  claimedCommands,
  events,
  optionalScopes,
  scopes,
  shortcuts,
} from "../bot/manifest.ts";
import { examineFor } from "../actions/doctor.ts";
import { type Clock, systemClock } from "../base/clock.ts";
import { serve } from "../sandbox/serve-for-tests.ts";
import type { Seen } from "../sandbox/slack/client.ts";
import {
  type ServedSlack,
  serveSlack,
} from "../sandbox/slack/serve-slack-for-tests.ts";
import type { Fault } from "../sandbox/faults.ts";
import { rows, type Store } from "../store/db.ts";
import { testLog, testStore } from "./database.ts";
import { contextOf, testSecrets } from "./factory.ts";
import {
  problemsWithMessage,
  problemsWithModal,
  wordsOfBlocks,
} from "./slack-words.ts";

export interface OfficeOptions {
  mode?: "socket" | "http";
  clock?: Clock;
  /** Slack user ids; none means that the workspace's own admins are ours. */
  admins?: string[];
  tools?: Partial<BotOptions["tools"]>;
}

type Json = Record<string, unknown>;

/** A place where somebody acts; "@allswell" is the direct message. */
export type Act = Partial<Parameters<ServedSlack["client"]["type"]>[0]>;

export interface Audit {
  actor: string;
  verb: string;
  target: string;
}

/** The pretended Slack, the bot that works for it, and its database. */
export class Office {
  readonly slack: ServedSlack;
  readonly store: Store;
  readonly #excused = new Set<string>();

  constructor(slack: ServedSlack, store: Store) {
    this.slack = slack;
    this.store = store;
  }

  /** Somebody types; ada in #ops unless it is said otherwise. */
  async type(text: string, act: Act = {}): Promise<Seen> {
    return this.slack.client.type({
      user: "ada",
      channel: "#ops",
      ...act,
      text,
    });
  }

  /** What the person who typed then reads. */
  async ask(text: string, act: Act = {}): Promise<string> {
    return words(await this.type(text, act));
  }

  /** Presses a button, or chooses in a menu, of the message that was seen last. */
  async press(
    seen: Seen,
    action: string,
    more: Partial<Parameters<ServedSlack["client"]["press"]>[0]> = {},
  ): Promise<Seen> {
    const { channel, ts } = answerOf(seen);
    return this.slack.client.press({
      user: "ada",
      channel: String(channel),
      ts: String(ts),
      action_id: action,
      ...more,
    });
  }

  /** Fills in the form in front and sends it. */
  async submit(
    values: Record<string, string | string[] | null>,
    more: Partial<Parameters<ServedSlack["client"]["submit"]>[0]> = {},
  ): Promise<Seen> {
    return this.slack.client.submit({ user: "ada", values, ...more });
  }

  /** Everything that Slack took from us, as it came. */
  async received(): Promise<{ kind: string; content: Json }[]> {
    const records = await this.slack.client.records({
      kind: ["message", "edit", "ephemeral", "ephemeral-edit", "view"],
    });
    return records
      .filter(({ kind, user }) => kind !== "message" || user === "UALLSWELL1")
      .map((record) => ({
        kind: record.kind,
        content: (record.kind === "view" ? record["view"] : record) as Json,
      }));
  }

  /** That Slack refuses calls of this method is what the test is about, and no problem. */
  expectRefusals(method: string): void {
    this.#excused.add(method);
  }

  /** Lets calls of one method go wrong. */
  breakSlack(method: string, fault: Omit<Fault, "on">): void {
    this.expectRefusals(method);
    this.slack.faults.add({ on: `slack ${method}`, ...fault });
  }

  /** What is wrong with what Slack took, and the calls that it refused. */
  async problems(): Promise<string[]> {
    const received = await this.received();
    const calls = await this.slack.client.records({ kind: "call" });
    return [
      ...received.flatMap(({ kind, content }) =>
        kind === "view"
          ? problemsWithModal(sentView(content))
          : problemsWithMessage(content),
      ),
      ...calls.flatMap(({ method, outcome }) =>
        outcome === "ok" || this.#excused.has(String(method))
          ? []
          : [`${String(method)}: ${String(outcome)}`],
      ),
    ];
  }

  /** Who did what, in order. */
  async audits(): Promise<Audit[]> {
    return rows<Audit>(
      this.store.db,
      "SELECT actor, verb, target FROM audits WHERE actor <> 'UADMIN' ORDER BY id",
    );
  }
}

/** Without what Slack adds to a view. */
function sentView(view: Json): Json {
  const sent = Object.entries(view).filter(
    ([name, value]) =>
      [
        "type",
        "callback_id",
        "title",
        "submit",
        "close",
        "private_metadata",
        "blocks",
      ].includes(name) && value !== null,
  );
  return Object.fromEntries(sent);
}

/** The message that somebody sees in answer, theirs alone before everybody's. */
export function answerOf(seen: Seen): Json {
  const answer =
    seen.ephemerals.at(-1) ??
    seen.messages.findLast(({ user }) => user === "UALLSWELL1");
  assert.ok(answer, `no answer: ${seen.outcome} ${seen.notice ?? ""}`);
  return answer;
}

/** What somebody reads next: the form in front, or else the answer. */
export function words(seen: Seen): string {
  return wordsOfBlocks((seen.modal ?? answerOf(seen))["blocks"]);
}

/** Opens an office for one test. When the test ends, nothing that Slack was sent may have been wrong. */
export async function openOffice(
  t: TestContext,
  options: OfficeOptions = {},
): Promise<Office> {
  const slack = await serveSlack({
    settings: {
      scopes: [...Object.keys(scopes), ...Object.keys(optionalScopes)],
      events: [...events],
      commands: [...claimedCommands],
      shortcuts: shortcuts.map(({ name, type, callback_id: callbackId }) => ({
        name,
        type,
        callbackId,
      })),
    },
  });
  const atWork: Partial<AtWork> = {};
  // Of the hooks the first runs first: the bot goes home before its database is dropped.
  t.after(async () => {
    await atWork.stop?.();
    const problems = await atWork.office?.problems();
    await slack.stop();
    assert.deepEqual(problems ?? [], []);
  });
  const store = await testStore(t);
  const office = new Office(slack, store);
  atWork.office = office;
  atWork.stop = await startBot(slack, botOptions(slack, store, options));
  return office;
}

interface AtWork {
  office: Office;
  stop: () => Promise<void>;
}

function botOptions(
  slack: ServedSlack,
  store: Store,
  { mode = "socket", clock = systemClock, admins = [], tools }: OfficeOptions,
): BotOptions {
  return {
    botToken: slack.slack.settings.botToken,
    intake: intakeOf(mode, slack),
    apiUrl: slack.slackApiUrl,
    commands: [...claimedCommands],
    admins,
    clock,
    log: testLog,
    tools: {
      urlOf: (path) => `https://allswell.example.org${path}`,
      context: (actor) => ({
        store,
        secrets: testSecrets,
        actor,
        now: clock.now(),
      }),
      probe: async () => ({ outcome: "up", latencyMs: 12, facts: {} }),
      tryOut: async () => ({ outcome: "up", latencyMs: 12, facts: {} }),
      findChannel: async (named) => ({ id: "CGENERAL01", label: named }),
      signIn: null,
      draw: async (picture) =>
        (await import("../pictures/draw.ts")).picturePng(picture),
      examine: (actor) =>
        examineFor(contextOf(store, { actor }), {
          store,
          secretKey: { keyId: testSecrets.keyId },
          askWitnesses: async () => true,
          clock,
        }),
      openSecret: () => undefined,
      mayNotReach: async () => undefined,
      ...tools,
    },
  };
}

function intakeOf(
  mode: "socket" | "http",
  { slack }: ServedSlack,
): BotOptions["intake"] {
  const { appToken, signingSecret } = slack.settings;
  return mode === "socket" ? { mode, appToken } : { mode, signingSecret };
}

/** Starts the bot, with a web server where Slack comes to it; returns how it is stopped. */
async function startBot(
  slack: ServedSlack,
  options: BotOptions,
): Promise<() => Promise<void>> {
  const bot = createBot(options);
  const { router } = bot;
  if (router === undefined) {
    await bot.start();
    return () => bot.stop();
  }
  const served = await serve(express().use(router));
  await slack.client.set({ requestUrl: `${served.url}/slack/events` });
  await bot.start();
  return async () => {
    await bot.stop();
    await served.stop();
  };
}

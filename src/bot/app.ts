import bolt from "@slack/bolt";
import type { Router } from "express";
import { SECOND } from "../domain/time.ts";
import { Desk, type DeskOptions } from "./desk.ts";
import { fetchWithin } from "./fetch-within.ts";
import { Home } from "./home.ts";
import { createIntake, type IntakeOptions } from "./intake.ts";
import { type ConnectionState, KeptUp } from "./kept-up.ts";
import { listenToCommands } from "./listeners/commands.ts";
import { listenToForms } from "./listeners/forms.ts";
import { listenToHome, publishHome } from "./listeners/home.ts";
import { listenToJoins } from "./listeners/joins.ts";
import { listenToMenus } from "./listeners/menus.ts";
import { listenToMaintenance } from "./listeners/maintenance.ts";
import { listenToMessageShortcuts } from "./listeners/message-shortcuts.ts";
import { listenToMessages } from "./listeners/messages.ts";
import { listenToPresses } from "./listeners/presses.ts";
import { slackLog } from "./slack-log.ts";

export interface BotOptions extends DeskOptions {
  botToken: string;
  intake: IntakeOptions;
  /** Where Slack is, when it is not at its usual place; ends in "/". */
  apiUrl: string | undefined;
}

export interface Bot {
  /** Of HTTP mode: answers POST /slack/events and leaves everything else alone. */
  router: Router | undefined;
  /** How it hears of Slack just now. */
  connection(): ConnectionState & { mode: IntakeOptions["mode"] };
  /** Resolves when the bot hears of Slack, or when a first try failed: it then goes on trying by itself. */
  start(): Promise<void>;
  /** Takes in nothing more, and waits until what is being answered is answered. */
  stop(): Promise<void>;
}

/** People wait for these calls; none is repeated, because a message that was posted must not be posted again. */
const SLACK_TIMEOUT_MS = 5 * SECOND;

/** Slack's side of every verb: listeners acknowledge first, parse, call one verb and show its answer. */
export function createBot(options: BotOptions): Bot {
  const { clock, log } = options;
  const clientOptions = {
    logger: slackLog(log),
    timeout: SLACK_TIMEOUT_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    fetch: fetchWithin(SLACK_TIMEOUT_MS),
    ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl }),
  };
  const intake = createIntake(options.intake, clientOptions, clock);
  const app = new bolt.App({
    token: options.botToken,
    receiver: intake.receiver,
    clientOptions,
    logger: clientOptions.logger,
    convoStore: false,
    deferInitialization: true,
  });
  const desk = new Desk(app, options);
  listenToCommands(app, desk, options.commands);
  const home = new Home({
    context: (actor) => desk.tools.context(actor),
    publish: (userId, view) => publishHome(desk, userId, view),
    clock,
    log,
  });
  listenToHome(app, desk, home);
  listenToPresses(app, desk, home);
  listenToMenus(app, desk);
  listenToMessageShortcuts(app, desk);
  listenToMaintenance(app, desk);
  listenToForms(app, desk);
  listenToMessages(app, desk);
  listenToJoins(app, desk);
  app.error(async (error) =>
    log.error({ err: error }, "a request of Slack's could not be answered"),
  );
  const connection = new KeptUp(
    async () => {
      await app.init();
      return intake.open();
    },
    { clock, log },
  );
  const closing = new AbortController();
  return {
    router: intake.router,
    connection: () => ({ mode: options.intake.mode, ...connection.state }),
    start() {
      void desk.track(home.run(closing.signal));
      return connection.start();
    },
    async stop() {
      closing.abort();
      connection.stop();
      intake.close();
      await desk.drain();
    },
  };
}

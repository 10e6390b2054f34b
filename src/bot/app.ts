import bolt from "@slack/bolt";
import { Router } from "express";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Tools } from "./commands/command.ts";
import { Desk } from "./desk.ts";
import { freshRequestsOnly } from "./fresh-requests.ts";
import { slackLog } from "./slack-log.ts";

/** How the bot hears of Slack. */
export type Intake =
  | { mode: "socket"; appToken: string }
  | { mode: "http"; signingSecret: string };

export interface BotOptions {
  botToken: string;
  intake: Intake;
  commands: readonly string[];
  /** Where Slack is, when it is not at its usual place; ends in "/". */
  apiUrl: string | undefined;
  admins: readonly string[];
  tools: Omit<Tools, "channelName">;
  clock: Clock;
  log: Log;
}

export interface Bot {
  /** Of HTTP mode: answers POST /slack/events. */
  router: Router | undefined;
  start(): Promise<void>;
  /** Takes in nothing more, and waits until what is being answered is answered. */
  stop(): Promise<void>;
}

const SLACK_TIMEOUT_MS = 10_000;

/** Slack's side of every verb: listeners acknowledge first, parse, call one verb and show its answer. */
export function createBot(options: BotOptions): Bot {
  const { intake, log } = options;
  const logger = slackLog(log);
  const clientOptions = {
    timeout: SLACK_TIMEOUT_MS,
    ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl }),
  };
  const receiver =
    intake.mode === "http"
      ? new bolt.ExpressReceiver({
          signingSecret: intake.signingSecret,
          logger,
        })
      : undefined;
  const app = new bolt.App({
    token: options.botToken,
    clientOptions,
    logger,
    deferInitialization: true,
    ...(receiver === undefined
      ? {
          socketMode: true,
          appToken: intake.mode === "socket" ? intake.appToken : "",
        }
      : { receiver }),
  });
  const desk = new Desk(app, options);
  desk.listen();
  return {
    router:
      receiver &&
      Router().use(freshRequestsOnly(options.clock), receiver.router),
    async start() {
      await app.init();
      if (intake.mode === "socket") await app.start();
    },
    async stop() {
      if (intake.mode === "socket") await app.stop();
      await desk.drain();
    },
  };
}

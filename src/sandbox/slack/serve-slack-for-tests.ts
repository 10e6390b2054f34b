import express from "express";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import {
  WebAPIPlatformError,
  WebClient,
  type ChatPostMessageResponse,
} from "@slack/web-api";
import { Faults } from "../faults.ts";
import { SlackClient, type Json } from "./client.ts";
import { createSlack, type Slack, type SlackOptions } from "./index.ts";

export interface ServedSlack {
  /** The sandbox's address. */
  url: string;
  slackApiUrl: string;
  slack: Slack;
  faults: Faults;
  /** People and records. */
  client: SlackClient;
  /** The app's own client, without retries. */
  web: WebClient;
  /** chat.postMessage of the app's client. */
  post: (message: object) => Promise<ChatPostMessageResponse>;
  stop: () => Promise<void>;
}

/** A slow machine under load is no news: only tests of these limits have Slack's own. */
const patience = { ackMs: 30_000, triggerMs: 30_000 };

/** The pretend Slack alone on a free port. */
export async function serveSlack({
  settings,
  ...options
}: Partial<SlackOptions> = {}): Promise<ServedSlack> {
  const faults = new Faults();
  let url = "";
  const slack = createSlack({
    faults,
    changed: () => {},
    now: () => Date.now(),
    baseUrl: () => `${url}/slack`,
    ...options,
    settings: { ...patience, ...settings },
  });
  const app = express();
  app.use("/slack", slack.router);
  app.use("/control/slack", slack.control);
  const server = createServer(app);
  server.on("upgrade", slack.upgrade);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const slackApiUrl = `${url}/slack/api/`;
  const web = new WebClient(slack.settings.botToken, {
    slackApiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  return {
    url,
    slackApiUrl,
    slack,
    faults,
    client: new SlackClient(url),
    web,
    post: (message) => web.apiCall("chat.postMessage", { ...message }),
    async stop() {
      await slack.stop();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Slack's word for why it refused; a call that went well is a failure of the test. */
export async function refusalOf(call: Promise<unknown>): Promise<Json> {
  try {
    await call;
  } catch (error) {
    if (error instanceof WebAPIPlatformError) return { ...error.data };
    throw error;
  }
  throw new Error("Slack did not refuse");
}

export async function errorOf(call: Promise<unknown>): Promise<unknown> {
  const { error } = await refusalOf(call);
  return error;
}

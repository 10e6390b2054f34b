import type { RequestListener } from "node:http";
import type { Router } from "express";
import { controlRouter } from "./control.ts";
import { Faults } from "./faults.ts";
import { Live } from "./live.ts";
import { createBluesky } from "./bluesky/index.ts";
import { createHooks } from "./hooks/index.ts";
import { createMail } from "./mail/index.ts";
import { createMastodon } from "./mastodon/index.ts";
import { close, createApp, listen } from "./server.ts";
import {
  createSlack,
  type SlackSeed,
  type SlackSettings,
} from "./slack/index.ts";
import { StateFile } from "./state-file.ts";
import { createTargets, type Targets } from "./targets/index.ts";
import { createTwilio } from "./twilio/index.ts";
import { createX } from "./x/index.ts";

export { SlackClient } from "./slack/client.ts";
export { defaultSeed as defaultSlackSeed } from "./slack/index.ts";

/** Who and what there is at first; what is not given is as usual. */
export interface Seed {
  slack?: SlackSeed;
  /** Usernames on X. */
  accounts?: string[];
  /** Names of targets, besides the witness. */
  targets?: string[];
}

export interface SandboxOptions {
  /** 0, the usual, is any free one. */
  port?: number;
  host?: string;
  /** Of the mail inbox; 0, the usual, is any free one. */
  smtpPort?: number;
  /** Where the world is remembered; without it each start begins anew. */
  stateFile?: string;
  seed?: Seed;
  slack?: Partial<SlackSettings>;
  /** Milliseconds since 1970. */
  now?: () => number;
}

export interface Sandbox {
  /** Of the page, the control routes and everything else, without a slash at the end. */
  url: string;
  /** Ends with a slash, as Slack's client wants it. */
  slackApiUrl: string;
  /** Where one asks who signs in. */
  slackIssuer: string;
  twitterApiUrl: string;
  twilioApiUrl: string;
  smtpUrl: string;
  /** What an app needs to be let in. */
  credentials: {
    slack: Pick<
      SlackSettings,
      "botToken" | "appToken" | "signingSecret" | "clientId" | "clientSecret"
    >;
    twitter: { appKey: string; appSecret: string };
    twilio: { accountSid: string; authToken: string; from: string };
  };
  /** Where to look at a target: "http://127.0.0.1:23456/". */
  targetUrl: Targets["urlOf"];
  /** Registers an address to which people who sign in may be sent back. */
  registerRedirect: (url: string) => void;
  /** The same app, to be mounted under a path of another server. */
  handler: RequestListener;
  stop: () => Promise<void>;
}

/** Starts the pretend outside world: Slack, X, Twilio, mail and targets, and the page to see them on. */
export async function startSandbox(
  options: SandboxOptions = {},
): Promise<Sandbox> {
  const live = new Live();
  let url = "";
  let file: StateFile | undefined;
  const changed = (): void => {
    live.changed();
    file?.changed();
  };
  const faults = new Faults();
  const parts = createParts(options, faults, changed, () => url);
  if (options.stateFile !== undefined) {
    file = new StateFile(options.stateFile, parts);
    file.load();
  }
  const { slack, x, twilio, mail, targets } = parts;
  const app = createApp({
    slack: slack.router,
    x: x.router,
    twilio: twilio.router,
    hooks: parts.hooks.router,
    networks: [parts.mastodon.router, parts.bluesky.router],
    control: controlRouter(faults, changed, controlsOf(parts)),
    live,
  });
  const { port = 0, host = "127.0.0.1", smtpPort = 0 } = options;
  const listening = await listen(app, slack, port, host);
  url = listening.url;
  const stopAll = async (): Promise<void> => {
    live.stop();
    twilio.stop();
    await slack.stop();
    await close(listening.server);
    await Promise.all([mail.stop(), targets.stop()]);
    await file?.stop();
  };
  const smtpUrl = await startRest(parts, smtpPort, stopAll);
  let stopped: Promise<void> | undefined;
  return {
    url,
    smtpUrl,
    slackApiUrl: `${url}/slack/api/`,
    slackIssuer: `${url}/slack`,
    twitterApiUrl: `${url}/x`,
    twilioApiUrl: `${url}/twilio`,
    credentials: credentialsOf(parts),
    targetUrl: (name) => targets.urlOf(name),
    registerRedirect: (redirectUrl) => {
      slack.settings.redirectUrls.push(redirectUrl);
    },
    handler: app,
    stop: () => (stopped ??= stopAll()),
  };
}

/** The mail inbox and the targets; when one of them cannot start, nothing is left running. */
async function startRest(
  { mail, targets }: WorldParts,
  smtpPort: number,
  stopAll: () => Promise<void>,
): Promise<string> {
  try {
    await targets.start();
    return await mail.start(smtpPort);
  } catch (error) {
    await stopAll();
    throw error;
  }
}

type WorldParts = ReturnType<typeof createParts>;

function createParts(
  options: SandboxOptions,
  faults: Faults,
  changed: () => void,
  url: () => string,
) {
  const { now = () => Date.now(), seed = {} } = options;
  const { accounts, targets: names } = seed;
  const common = { faults, changed, now };
  return {
    slack: createSlack({
      ...common,
      baseUrl: () => `${url()}/slack`,
      seed: seed.slack,
      settings: options.slack,
    }),
    x: createX({ ...common, ...(accounts === undefined ? {} : { accounts }) }),
    mastodon: createMastodon(common),
    bluesky: createBluesky(common),
    hooks: createHooks(common),
    twilio: createTwilio(common),
    mail: createMail(common),
    targets: createTargets({
      changed,
      now,
      ...(names === undefined ? {} : { names }),
    }),
  };
}

function controlsOf(parts: WorldParts): Record<string, Router> {
  const controls = Object.entries(parts).map(([name, { control }]) => [
    name,
    control,
  ]);
  return Object.fromEntries(controls) as Record<string, Router>;
}

function credentialsOf({
  slack,
  x,
  twilio,
}: WorldParts): Sandbox["credentials"] {
  const { botToken, appToken, signingSecret, clientId, clientSecret } =
    slack.settings;
  return {
    slack: { botToken, appToken, signingSecret, clientId, clientSecret },
    twitter: { appKey: x.app.key, appSecret: x.app.secret },
    twilio: { ...twilio.credentials, from: twilio.numbers[0] ?? "" },
  };
}

import { join } from "node:path";
import { WebClient } from "@slack/web-api";
import { addMonitor } from "./actions/targets/add-monitor.ts";
import { addNamespace } from "./actions/namespaces/add-namespace.ts";
import { connectAccount } from "./actions/audience/connect-account.ts";
import type { Context } from "./actions/context.ts";
import { xClient } from "./announcer/x/client.ts";
import type { Log } from "./base/log.ts";
import type { Config } from "./config.ts";
import { defaultPolicy } from "./domain/health.ts";
import { DEMO_CHANNEL } from "./sandbox-page.ts";
import { type Sandbox, startSandbox } from "./sandbox/index.ts";
import { listNamespaces } from "./store/targets/namespaces.ts";

const NAMESPACE = "demo";
const ACCOUNT = "demo_status";
const TARGET = "website";
const EVERY_MS = 10_000;

/** Starts the pretend outside world, and a configuration that lives in it: for trying allswell without any account. */
export async function joinSandbox(
  config: Config,
): Promise<{ sandbox: Sandbox; config: Config }> {
  const sandbox = await startSandbox({
    stateFile: join(config.dataDir, "sandbox.json"),
  });
  const { slack, twitter } = sandbox.credentials;
  const joined: Config = {
    ...config,
    slack: {
      mode: "socket",
      botToken: slack.botToken,
      appToken: slack.appToken,
      commands: ["/allswell", "/aw"],
      apiUrl: sandbox.slackApiUrl,
    },
    signIn: {
      clientId: slack.clientId,
      clientSecret: slack.clientSecret,
      issuer: sandbox.slackIssuer,
    },
    twitter: {
      ...twitter,
      apiUrl: sandbox.url,
      signInUrl: `${sandbox.url}/x/oauth/authorize`,
    },
    twilio: {
      ...sandbox.credentials.twilio,
      messagingServiceSid: undefined,
      apiUrl: sandbox.twilioApiUrl,
    },
    mail: {
      server: {
        ...mailbox(sandbox),
        secure: false,
        login: null,
        requireTls: false,
      },
      from: { name: "allswell", address: "status@allswell.example" },
    },
    // Its targets are on this machine, and nothing of it needs the internet.
    allowNetworks: [...config.allowNetworks, "127.0.0.0/8"],
    witnesses: config.witnesses ?? [witness(sandbox)],
  };
  return { sandbox, config: joined };
}

function witness(sandbox: Sandbox): { host: string; port: number } {
  const { hostname, port } = new URL(targetUrl(sandbox, "witness"));
  return { host: hostname, port: Number(port) };
}

function mailbox({ smtpUrl }: Sandbox): { host: string; port: number } {
  const { hostname, port } = new URL(smtpUrl);
  return { host: hostname, port: Number(port) };
}

function targetUrl(sandbox: Sandbox, name: string): string {
  const url = sandbox.targetUrl(name);
  if (url === undefined) throw new Error(`the sandbox has no target "${name}"`);
  return url;
}

/** Something to look at from the first minute: a namespace with a channel, an account, and a service that can be broken. */
export async function furnish(
  context: Context,
  config: Config,
  sandbox: Sandbox,
  log: Log,
): Promise<void> {
  if ((await listNamespaces(context.store.db)).length > 0) return;
  const channel = await channelNamed(config, DEMO_CHANNEL);
  await addNamespace(context, {
    slug: NAMESPACE,
    name: "Demo",
    timezone: "UTC",
    channels: [{ id: channel, label: `#${DEMO_CHANNEL}` }],
    owners: [],
  });
  await connectAccount(context, NAMESPACE, {
    channel: "x",
    ...(await accountNamed(config, ACCOUNT)),
  });
  const added = await addMonitor(context, {
    namespaceSlug: NAMESPACE,
    serviceName: "Website",
    monitorName: "front page",
    type: "http",
    settings: { url: targetUrl(sandbox, TARGET) },
    secrets: {},
    everyMs: EVERY_MS,
    schedule: null,
    timeoutMs: 5_000,
    confirmFailures: defaultPolicy.failures,
    confirmSuccesses: defaultPolicy.successes,
    confirmRetryMs: 3_000,
    essential: false,
    public: true,
  });
  if (!added.ok)
    log.warn(
      { refusal: added.text },
      "the demonstration could not be furnished",
    );
}

async function channelNamed({ slack }: Config, name: string): Promise<string> {
  const client = new WebClient(
    slack?.botToken,
    slack?.apiUrl === undefined ? {} : { slackApiUrl: slack.apiUrl },
  );
  const { channels = [] } = await client.conversations.list();
  return channels.find((channel) => channel.name === name)?.id ?? "";
}

async function accountNamed(
  { twitter }: Config,
  handle: string,
): Promise<{
  id: string;
  handle: string;
  tokens: { accessToken: string; accessSecret: string };
}> {
  if (twitter === null) throw new Error("the sandbox has an app on X");
  const tokens = {
    accessToken: `${handle}-token`,
    accessSecret: `${handle}-token-secret`,
  };
  const { data } = await xClient(twitter, tokens).v2.me();
  return { id: data.id, handle, tokens };
}

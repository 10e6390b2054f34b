// The pretend outside world, in a process of its own.
import { startSandbox } from "../../src/sandbox/index.ts";
import { order, say } from "./parent.ts";

export interface SandboxOrder {
  /** As Slack limits its apps. */
  rateLimits: boolean;
}

export interface SandboxHello {
  url: string;
  slackApiUrl: string;
  botToken: string;
  appToken: string;
}

const sandbox = await startSandbox({ slack: order as SandboxOrder });
const { url, slackApiUrl, credentials } = sandbox;
const { botToken, appToken } = credentials.slack;
say({ url, slackApiUrl, botToken, appToken } satisfies SandboxHello);

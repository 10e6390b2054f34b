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
  smtpUrl: string;
  twilioApiUrl: string;
  twitter: { appKey: string; appSecret: string };
  twilio: { accountSid: string; authToken: string; from: string };
}

const sandbox = await startSandbox({ slack: order as SandboxOrder });
const { url, slackApiUrl, smtpUrl, twilioApiUrl, credentials } = sandbox;
const { slack, twitter, twilio } = credentials;
const { botToken, appToken } = slack;
say({
  url,
  slackApiUrl,
  botToken,
  appToken,
  smtpUrl,
  twilioApiUrl,
  twitter,
  twilio,
} satisfies SandboxHello);

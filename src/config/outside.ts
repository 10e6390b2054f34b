import type { Settings } from "./schema.ts";

export type SlackConfig = {
  botToken: string;
  commands: string[];
  apiUrl: string | undefined;
} & (
  { mode: "socket"; appToken: string } | { mode: "http"; signingSecret: string }
);

/** "Sign in with Slack" on the web. */
export interface SignInConfig {
  clientId: string;
  clientSecret: string;
  /** "https://slack.com" */
  issuer: string;
}

/** Null where it is not set: the sandbox is joined. */
export function slackOf(settings: Settings): SlackConfig | null {
  const {
    SLACK_BOT_TOKEN: botToken,
    SLACK_APP_TOKEN: appToken,
    SLACK_SIGNING_SECRET: signingSecret,
  } = settings;
  if (botToken === undefined) return null;
  const common = {
    botToken,
    commands: settings.SLACK_COMMANDS,
    apiUrl: settings.SLACK_API_URL,
  };
  if (appToken !== undefined) return { ...common, mode: "socket", appToken };
  return { ...common, mode: "http", signingSecret: signingSecret ?? "" };
}

/** Null where it is not set: nobody signs in. */
export function signInOf({
  SLACK_CLIENT_ID: clientId,
  SLACK_CLIENT_SECRET: clientSecret,
  SLACK_API_URL: apiUrl = "https://slack.com/api/",
}: Settings): SignInConfig | null {
  return clientId === undefined || clientSecret === undefined
    ? null
    : { clientId, clientSecret, issuer: apiUrl.replace(/\/api\/?$/, "") };
}

/** Our account at Twilio. */
export interface TwilioConfig {
  accountSid: string;
  authToken: string;
  /** Our number; one of these two is there. */
  from: string | undefined;
  messagingServiceSid: string | undefined;
  apiUrl: string | undefined;
}

/** Null where it is not set: no SMS. */
export function twilioOf({
  TWILIO_ACCOUNT_SID: accountSid,
  TWILIO_AUTH_TOKEN: authToken,
  TWILIO_FROM: from,
  TWILIO_MESSAGING_SERVICE_SID: messagingServiceSid,
  TWILIO_API_URL: apiUrl,
}: Settings): TwilioConfig | null {
  return accountSid === undefined ||
    authToken === undefined ||
    (from ?? messagingServiceSid) === undefined
    ? null
    : { accountSid, authToken, from, messagingServiceSid, apiUrl };
}

/** A shortcut of the app, as its manifest names it. */
export interface Shortcut {
  type: "global" | "message";
  callbackId: string;
  name: string;
}

/** How the workspace treats the app; control changes it while it runs. */
export interface SlackSettings {
  botToken: string;
  appToken: string;
  signingSecret: string;
  /** With which the app asks who signs in. */
  clientId: string;
  clientSecret: string;
  /** Where people who sign in may be sent back to: these addresses, and what lies below them. */
  redirectUrls: string[];
  /** What the bot token may do. */
  scopes: string[];
  tokenState: "active" | "inactive" | "revoked";
  /** Where payloads are POSTed; null means Socket Mode. */
  requestUrl: string | null;
  commands: string[];
  shortcuts: Shortcut[];
  /** `should_escape` of the manifest: commands carry ids and links as messages do. */
  shouldEscape: boolean;
  /** The events that the app is subscribed to. */
  events: string[];
  /** Slack's real limits per method and minute; off, because most tests are in a hurry. */
  rateLimits: boolean;
  /** How long an app may take to acknowledge. */
  ackMs: number;
  /** How long a trigger opens a view. */
  triggerMs: number;
}

export function defaultSettings(): SlackSettings {
  return {
    botToken: "xoxb-sandbox-bot",
    appToken: "xapp-sandbox-app",
    signingSecret: "sandbox-signing-secret",
    clientId: "1234567890.0987654321",
    clientSecret: "sandbox-client-secret",
    redirectUrls: [],
    scopes: [
      "app_mentions:read",
      "channels:history",
      "channels:join",
      "channels:read",
      "chat:write",
      "chat:write.public",
      "commands",
      "files:read",
      "files:write",
      "groups:history",
      "groups:read",
      "im:history",
      "im:read",
      "im:write",
      "reactions:write",
      "usergroups:read",
      "users:read",
      "users:read.email",
    ],
    tokenState: "active",
    requestUrl: null,
    commands: ["/allswell", "/aw"],
    shortcuts: [
      {
        type: "global",
        callbackId: "maintenance_new",
        name: "Schedule maintenance",
      },
      {
        type: "message",
        callbackId: "alert_ack",
        name: "Acknowledge alert",
      },
    ],
    shouldEscape: true,
    events: [
      "app_home_opened",
      "app_mention",
      "member_joined_channel",
      "message.im",
    ],
    rateLimits: false,
    ackMs: 3000,
    triggerMs: 3000,
  };
}

/** Slack's own commands: no app gets them. */
export const builtInCommands = [
  "away",
  "collapse",
  "dnd",
  "expand",
  "feed",
  "join",
  "leave",
  "me",
  "msg",
  "mute",
  "open",
  "pro",
  "remind",
  "search",
  "shortcuts",
  "shrug",
  "status",
  "topic",
  "who",
].map((name) => `/${name}`);

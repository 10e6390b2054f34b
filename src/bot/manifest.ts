import type { AppsManifestCreateArguments } from "@slack/web-api";
import { type Document, isScalar, isSeq, parseDocument, stringify } from "yaml";
import { CALLBACK_PATH } from "../base/callback-path.ts";
import { EVENTS_PATH } from "./intake.ts";
import { ACKNOWLEDGE_SHORTCUT, MAINTENANCE_SHORTCUT } from "./shortcut-ids.ts";

/** An app manifest as Slack's SDK types it. */
export type Manifest = AppsManifestCreateArguments["manifest"];

type BotScope = NonNullable<
  NonNullable<NonNullable<Manifest["oauth_config"]>["scopes"]>["bot"]
>[number];

/** How Slack reaches the app: over a socket that the app opens, or at a public https address. */
export type ManifestMode = { mode: "socket" } | { mode: "http"; url: string };

/** What the bot may do in a workspace, and which calls and events that is for; people read it before they install. */
export const scopes = {
  "app_mentions:read": "event app_mention",
  "channels:history": "conversations.history, conversations.replies",
  "channels:read": "conversations.info, event member_joined_channel",
  "chat:write": "chat.postMessage, chat.update",
  "chat:write.public": "chat.postMessage in channels it is not invited to",
  commands: "slash commands",
  "files:write": "files.getUploadURLExternal, files.completeUploadExternal",
  "groups:history": "conversations.history, conversations.replies",
  "groups:read": "conversations.info, event member_joined_channel",
  "im:history": "conversations.history, event message.im",
  "im:write": "conversations.open",
  "users:read": "users.info",
} satisfies Partial<Record<BotScope, string>>;

/** What a workspace may decline; the bot then says what it cannot do. */
export const optionalScopes = {
  "files:read": "files.info, element file_input",
  "usergroups:read": "usergroups.list, usergroups.users.list",
} satisfies Partial<Record<BotScope, string>>;

export const events = [
  "app_home_opened",
  "app_mention",
  "member_joined_channel",
  "message.im",
] as const;

/** Not /status: Slack keeps that name for itself, and one reserved name makes it refuse all commands of a manifest. */
export const claimedCommands = ["/allswell", "/aw"] as const;

/** What people find behind a message's three dots, and everywhere behind Slack's search. */
export const shortcuts = [
  {
    name: "Schedule maintenance",
    type: "global",
    callback_id: MAINTENANCE_SHORTCUT,
    description: "Opens the form for a maintenance window",
  },
  {
    name: "Acknowledge alert",
    type: "message",
    callback_id: ACKNOWLEDGE_SHORTCUT,
    description: "Says that you are on what this message tells",
  },
] as const;

/** The Slack app as it must be made at https://api.slack.com/apps ("From a manifest"). */
export function manifest(how: ManifestMode): Manifest {
  const url = how.mode === "http" ? eventsUrl(how.url) : undefined;
  const at = <Key extends string>(key: Key): Partial<Record<Key, string>> =>
    (url === undefined ? {} : { [key]: url }) as Partial<Record<Key, string>>;
  return {
    _metadata: { major_version: 1, minor_version: 1 },
    display_information: {
      name: "allswell",
      description: "Watches services and tells the right people, once",
      background_color: "#1f2937",
    },
    features: {
      app_home: {
        home_tab_enabled: true,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: false,
      },
      bot_user: { display_name: "allswell", always_online: true },
      shortcuts: shortcuts.map((one) => ({ ...one })),
      slash_commands: claimedCommands.map((command) => ({
        command,
        description: "Status board, monitors, incidents",
        usage_hint: "[service | add | check | pause | ack | help]",
        should_escape: true,
        ...at("url"),
      })),
    },
    oauth_config: {
      // Where people come back to who sign in on the web.
      ...(how.mode === "http"
        ? { redirect_urls: [new URL(CALLBACK_PATH, how.url).href] }
        : {}),
      scopes: {
        bot: Object.keys(scopes) as BotScope[],
        bot_optional: Object.keys(optionalScopes) as BotScope[],
      },
    },
    settings: {
      event_subscriptions: { ...at("request_url"), bot_events: [...events] },
      interactivity: {
        is_enabled: true,
        ...at("request_url"),
        ...at("message_menu_options_url"),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: url === undefined,
      token_rotation_enabled: false,
    },
  };
}

function eventsUrl(base: string): string {
  return new URL(EVENTS_PATH, base).href;
}

/** The manifest as YAML, with a word on what is surprising in it. */
export function manifestYaml(how: ManifestMode): string {
  const document = parseDocument(stringify(manifest(how)));
  document.commentBefore = [
    " The Slack app of allswell, made by: npx allswell manifest",
    " Paste it at https://api.slack.com/apps, Create New App, From a manifest.",
  ].join("\n");
  comment(
    document,
    ["features", "slash_commands"],
    " Not /status: Slack keeps that name for itself and refuses all commands of a manifest that claims it.",
  );
  commentScopes(document, "bot", scopes);
  commentScopes(document, "bot_optional", optionalScopes);
  return document.toString({ lineWidth: 120 });
}

function comment(document: Document, path: string[], words: string): void {
  const list = document.getIn(path, true);
  if (isSeq(list)) list.commentBefore = words;
}

/** Each scope says what it is for. */
function commentScopes(
  document: Document,
  name: string,
  uses: Record<string, string>,
): void {
  const list = document.getIn(["oauth_config", "scopes", name], true);
  if (!isSeq(list)) return;
  for (const item of list.items)
    if (isScalar(item)) item.comment = ` ${uses[String(item.value)]}`;
}

import { isJson, type Json } from "./json.ts";
import { messageObject } from "./message-object.ts";
import { homeOf, topModal, viewObject } from "./modals.ts";
import { parseMrkdwn } from "./mrkdwn.ts";
import { appIds } from "./seed.ts";
import type { Ephemeral, User } from "./state.ts";
import { directMessageWith, findUser, isMember } from "./workspace.ts";
import type { World } from "./world.ts";

/** How many of a channel's newest messages the page draws. */
const SHOWN = 200;

/** Everything that the page shows of Slack to one person in one channel, texts already read. */
export function pageView(
  world: World,
  sockets: number,
  query: Record<string, unknown>,
): Json {
  const asked = typeof query["user"] === "string" ? query["user"] : "";
  const user = findUser(world, asked) ?? world.state.users[0];
  if (user === undefined) return { people: [] };
  const direct = directMessageWith(world, user);
  const where = typeof query["channel"] === "string" ? query["channel"] : "";
  const channels = world.state.channels.filter(
    ({ kind, members }) => kind !== "im" && members.includes(user.id),
  );
  const channel =
    (where === direct.id ? direct : undefined) ??
    channels.find(({ id, name }) => id === where || name === where) ??
    channels[0] ??
    direct;
  const home = homeOf(world, user.id);
  const modal = topModal(world, user.id);
  return {
    app: { id: appIds.botUser, name: appIds.botName },
    isConnected: sockets > 0 || world.settings.requestUrl !== null,
    commands: world.settings.commands,
    shortcuts: world.settings.shortcuts,
    people: world.state.users.map(({ id, name, realName, tz, isBot }) => ({
      id,
      name,
      realName,
      tz,
      isBot,
    })),
    me: user.id,
    channels: channels.map(({ id, name, kind, isArchived, members }) => ({
      id,
      name,
      kind,
      isArchived,
      hasApp: members.includes(appIds.botUser),
    })),
    names: Object.fromEntries(
      world.state.channels.map(({ id, name }) => [id, name]),
    ),
    direct: direct.id,
    channel: {
      id: channel.id,
      name: channel.name,
      isArchived: channel.isArchived,
      hasApp: isMember(channel, appIds.botUser),
    },
    messages: shownIn(world, user, channel.id),
    home: home === undefined ? null : withTokens(viewObject(home)),
    modal: modal === undefined ? null : withTokens(viewObject(modal)),
  };
}

/** Messages and what only this person sees, in order. */
function shownIn(world: World, user: User, channel: string): unknown[] {
  const messages = world.state.messages
    .filter((message) => message.channel === channel)
    .slice(-SHOWN)
    .map((message) => messageObject(world, message));
  const own = world.state.ephemerals
    .filter((one) => one.channel === channel && one.user === user.id)
    .map(ephemeralObject);
  return [...messages, ...own]
    .toSorted((a, b) => String(a["ts"]).localeCompare(String(b["ts"])))
    .map((message) => ({
      ...withTokens(message),
      tokens: parseMrkdwn(String(message["text"])),
      entered: world.entered.get(
        `${user.id} ${channel} ${String(message["ts"])}`,
      ),
    }));
}

function ephemeralObject(ephemeral: Ephemeral): Json {
  const { ts, text, blocks, attachments, threadTs } = ephemeral;
  return {
    ts,
    text,
    blocks,
    attachments,
    user: appIds.botUser,
    isEphemeral: true,
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
  };
}

/** A copy in which each mrkdwn text has its tokens beside it: the page only draws. */
export function withTokens(value: Json): Json {
  const copy: Json = {};
  for (const [field, inner] of Object.entries(value))
    copy[field] = deepTokens(inner);
  if (value["type"] === "mrkdwn" && typeof value["text"] === "string")
    copy["tokens"] = parseMrkdwn(value["text"], {
      verbatim: value["verbatim"] === true,
    });
  return copy;
}

function deepTokens(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deepTokens);
  return isJson(value) ? withTokens(value) : value;
}

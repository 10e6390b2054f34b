import { announceJoin } from "../events.ts";
import { textOf, type Json } from "../json.ts";
import { isRefusal, refuse, type Refusal } from "../refusal.ts";
import { appIds } from "../seed.ts";
import type { Channel } from "../state.ts";
import {
  channelObject,
  directMessageWith,
  findChannelForApp,
  isMember,
  visibleToApp,
} from "../workspace.ts";
import type { World } from "../world.ts";
import { isTrue } from "./arguments.ts";
import { missingScope } from "./authorize.ts";
import { history, replies } from "./history.ts";
import { method, type Methods } from "./method.ts";
import { pageOf } from "./paging.ts";

const scopeToSee = {
  public: "channels:read",
  private: "groups:read",
  im: "im:read",
  mpim: "mpim:read",
};
const typeNames = {
  public_channel: "public",
  private_channel: "private",
  im: "im",
  mpim: "mpim",
} as const;

/** A channel that the app knows and holds the scope for. */
function seen(world: World, args: Json): Channel | Refusal {
  const channel = findChannelForApp(world, textOf(args["channel"]) ?? "");
  if (channel === undefined) return refuse("channel_not_found");
  return (
    missingScope(world.settings.scopes, [scopeToSee[channel.kind]]) ?? channel
  );
}

function info(args: Json, world: World): Json | Refusal {
  const channel = seen(world, args);
  if (isRefusal(channel)) return channel;
  const count = isTrue(args["include_num_members"])
    ? { num_members: channel.members.length }
    : {};
  return { channel: { ...channelObject(channel), ...count } };
}

function listChannels(args: Json, world: World): Json | Refusal {
  const types = (textOf(args["types"]) || "public_channel")
    .split(",")
    .map((type) => type.trim());
  if (!types.every((type) => Object.hasOwn(typeNames, type)))
    return refuse("invalid_types");
  const kinds = types.map((type) => typeNames[type as keyof typeof typeNames]);
  const lacking = kinds
    .map((kind) => missingScope(world.settings.scopes, [scopeToSee[kind]]))
    .find((refusal) => refusal !== undefined);
  if (lacking !== undefined) return lacking;
  const channels = world.state.channels.filter(
    (channel) => kinds.includes(channel.kind) && visibleToApp(channel),
  );
  const shown = isTrue(args["exclude_archived"])
    ? channels.filter(({ isArchived }) => !isArchived)
    : channels;
  const page = pageOf(shown, args, { usual: 100, max: 1000 });
  if (isRefusal(page)) return page;
  return {
    channels: page.items.map((channel) => ({
      ...channelObject(channel),
      ...(channel.kind === "im" ? {} : { num_members: channel.members.length }),
    })),
    response_metadata: { next_cursor: page.nextCursor },
  };
}

function members(args: Json, world: World): Json | Refusal {
  const channel = seen(world, args);
  if (isRefusal(channel)) return channel;
  const page = pageOf(channel.members, args, { usual: 100, max: 1000 });
  if (isRefusal(page)) return page;
  return {
    members: page.items,
    response_metadata: { next_cursor: page.nextCursor },
  };
}

function open(args: Json, world: World): Json | Refusal {
  const known = textOf(args["channel"]);
  const who = textOf(args["users"]) ?? "";
  if (known === undefined && who === "")
    return refuse("users_list_not_supplied");
  const channel =
    known === undefined
      ? openWith(world, who.split(","))
      : findChannelForApp(world, known);
  if (channel === undefined) return refuse("channel_not_found");
  if (isRefusal(channel)) return channel;
  if (channel.kind !== "im")
    return refuse("method_not_supported_for_channel_type");
  return {
    no_op: false,
    already_open: false,
    channel: isTrue(args["return_im"])
      ? channelObject(channel)
      : { id: channel.id },
  };
}

/** A direct message; the sandbox has none of several people. */
function openWith(world: World, ids: string[]): Channel | Refusal {
  const users = ids.map((id) =>
    world.state.users.find((user) => user.id === id.trim()),
  );
  const [user, ...others] = users;
  if (user === undefined || users.includes(undefined))
    return refuse("user_not_found");
  if (user.isBot || others.length > 0)
    return refuse("invalid_user_combination");
  return directMessageWith(world, user);
}

function join(args: Json, world: World): Json | Refusal {
  const channel = findChannelForApp(world, textOf(args["channel"]) ?? "");
  if (channel === undefined) return refuse("channel_not_found");
  if (channel.kind !== "public")
    return refuse("method_not_supported_for_channel_type");
  if (channel.isArchived) return refuse("is_archived");
  if (isMember(channel, appIds.botUser))
    return { channel: channelObject(channel), warning: "already_in_channel" };
  channel.members.push(appIds.botUser);
  void announceJoin(world, channel, appIds.botUser);
  return { channel: channelObject(channel) };
}

const anyHistory = {
  scopes: ["channels:history", "groups:history", "mpim:history", "im:history"],
};
const anyRead = {
  scopes: ["channels:read", "groups:read", "mpim:read", "im:read"],
};
const channelOnly = { required: ["channel"] };

export const conversationMethods: Methods = {
  "conversations.history": method({
    ...anyHistory,
    ...channelOnly,
    run: history,
  }),
  "conversations.replies": method({
    ...anyHistory,
    required: ["channel", "ts"],
    takesJson: false,
    run: replies,
  }),
  "conversations.info": method({
    ...anyRead,
    ...channelOnly,
    takesJson: false,
    run: info,
  }),
  "conversations.list": method({
    ...anyRead,
    tier: 2,
    takesJson: false,
    run: listChannels,
  }),
  "conversations.members": method({
    ...anyRead,
    ...channelOnly,
    tier: 4,
    takesJson: false,
    run: members,
  }),
  "conversations.open": method({
    scopes: ["channels:manage", "groups:write", "mpim:write", "im:write"],
    run: open,
  }),
  "conversations.join": method({
    scopes: ["channels:join"],
    ...channelOnly,
    run: join,
  }),
};

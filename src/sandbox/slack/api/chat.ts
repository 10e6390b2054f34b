import {
  readContent,
  readNewContent,
  saysNothing,
  tooLongForPosting,
} from "../content.ts";
import { announceMessage } from "../events.ts";
import { textOf, type Json } from "../json.ts";
import { messageObject } from "../message-object.ts";
import {
  edit,
  findEphemeral,
  findMessage,
  post,
  remove,
  showEphemeral,
} from "../messages.ts";
import { isRefusal, refuse, type Refusal } from "../refusal.ts";
import { appIds } from "../seed.ts";
import type { Channel, Message } from "../state.ts";
import {
  directMessageWith,
  findChannelForApp,
  findUser,
  isMember,
} from "../workspace.ts";
import type { World } from "../world.ts";
import { isTrue, nestedOf } from "./arguments.ts";
import { missingScope } from "./authorize.ts";
import { method, type Methods } from "./method.ts";

/** chat.update refuses what is longer. */
const MAX_UPDATED_TEXT = 4000;

/** Where a message goes: a channel by id or name, or a person by id. */
function targetOf(world: World, where: string): Channel | Refusal {
  const person = world.state.users.find(({ id }) => id === where);
  if (person !== undefined && person.id !== appIds.botUser)
    return directMessageWith(world, person);
  return findChannelForApp(world, where) ?? refuse("channel_not_found");
}

/** Why the app may not post there; undefined when it may. */
function whyNotPost(world: World, channel: Channel): Refusal | undefined {
  if (channel.isArchived) return refuse("is_archived");
  if (isMember(channel, appIds.botUser)) return undefined;
  return missingScope(world.settings.scopes, ["chat:write.public"]) ===
    undefined
    ? undefined
    : refuse("not_in_channel");
}

/** Why nothing can hang on that message. */
function whyNotInThread(
  world: World,
  channel: Channel,
  threadTs: string | undefined,
): Refusal | undefined {
  if (threadTs === undefined) return undefined;
  const parent = findMessage(world, channel.id, threadTs);
  if (parent === undefined) return refuse("thread_not_found");
  return parent.threadTs === undefined
    ? undefined
    : refuse("cannot_reply_to_message");
}

/** A name or a picture of its own needs a scope. */
function whyNotCustomized(world: World, args: Json): Refusal | undefined {
  const isCustomized = ["username", "icon_url", "icon_emoji"].some(
    (name) => args[name] !== undefined,
  );
  return isCustomized
    ? missingScope(world.settings.scopes, ["chat:write.customize"])
    : undefined;
}

function postMessage(args: Json, world: World): Json | Refusal {
  const channel = targetOf(world, textOf(args["channel"]) ?? "");
  if (isRefusal(channel)) return channel;
  const threadTs = textOf(args["thread_ts"]);
  const refusal =
    whyNotCustomized(world, args) ??
    whyNotPost(world, channel) ??
    whyNotInThread(world, channel, threadTs);
  if (refusal !== undefined) return refusal;
  const content = readNewContent(world, args);
  if (isRefusal(content)) return content;
  if (tooLongForPosting(content)) return refuse("msg_blocks_too_long");
  const message = post(world, {
    ...content,
    channel: channel.id,
    user: appIds.botUser,
    byApp: true,
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(isTrue(args["reply_broadcast"]) ? { isBroadcast: true } : {}),
  });
  void announceMessage(world, message);
  return {
    channel: channel.id,
    ts: message.ts,
    message: messageObject(world, message),
  };
}

/** A message of the app's own; anybody else's is `refusal`. */
function ownMessage(
  world: World,
  args: Json,
  refusal: string,
): Message | Refusal {
  const channel = findChannelForApp(world, textOf(args["channel"]) ?? "");
  if (channel === undefined) return refuse("channel_not_found");
  const ts = textOf(args["ts"]) ?? "";
  const message = findMessage(world, channel.id, ts);
  if (message !== undefined)
    return message.byApp && message.isTombstone !== true
      ? message
      : refuse(refusal);
  return findEphemeral(world, channel.id, ts) === undefined
    ? refuse("message_not_found")
    : refuse(refusal);
}

function update(args: Json, world: World): Json | Refusal {
  const message = ownMessage(world, args, "cant_update_message");
  if (isRefusal(message)) return message;
  const removesMetadata = isEmptyObject(nestedOf(args["metadata"]));
  const content = readContent(
    world,
    removesMetadata ? { ...args, metadata: undefined } : args,
  );
  if (isRefusal(content)) return content;
  if (saysNothing(content)) return refuse("no_text");
  if ((content.text ?? "").length > MAX_UPDATED_TEXT)
    return refuse("msg_too_long");
  if (removesMetadata) delete message.metadata;
  edit(world, message, content);
  return {
    channel: message.channel,
    ts: message.ts,
    text: message.text,
    message: messageObject(world, message),
  };
}

function isEmptyObject(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.keys(value).length === 0
  );
}

function deleteMessage(args: Json, world: World): Json | Refusal {
  const message = ownMessage(world, args, "cant_delete_message");
  if (isRefusal(message)) return message;
  remove(world, message);
  return { channel: message.channel, ts: message.ts };
}

function postEphemeral(args: Json, world: World): Json | Refusal {
  const channel = findChannelForApp(world, textOf(args["channel"]) ?? "");
  if (channel === undefined) return refuse("channel_not_found");
  if (channel.isArchived) return refuse("is_archived");
  if (!isMember(channel, appIds.botUser)) return refuse("not_in_channel");
  const user = findUser(world, textOf(args["user"]) ?? "");
  if (user === undefined || !isMember(channel, user.id))
    return refuse("user_not_in_channel");
  const threadTs = textOf(args["thread_ts"]);
  const content = readNewContent(world, args);
  if (isRefusal(content)) return content;
  const refusal = whyNotInThread(world, channel, threadTs);
  if (refusal !== undefined) return refusal;
  const place = {
    channel: channel.id,
    user: user.id,
    ...(threadTs === undefined ? {} : { threadTs }),
  };
  return { message_ts: showEphemeral(world, place, content).ts };
}

function getPermalink(args: Json, world: World): Json | Refusal {
  const channel = findChannelForApp(world, textOf(args["channel"]) ?? "");
  if (channel === undefined) return refuse("channel_not_found");
  const ts = textOf(args["message_ts"]) ?? "";
  const message = findMessage(world, channel.id, ts);
  if (message === undefined) return refuse("message_not_found");
  const path = `archives/${channel.id}/p${ts.replace(".", "")}`;
  const thread =
    message.threadTs === undefined
      ? ""
      : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
  return {
    channel: channel.id,
    permalink: `https://${appIds.teamDomain}.slack.com/${path}${thread}`,
  };
}

const write = { scopes: ["chat:write"] };

export const chatMethods: Methods = {
  "chat.postMessage": method({
    ...write,
    required: ["channel"],
    tier: "special",
    run: postMessage,
  }),
  "chat.update": method({
    ...write,
    required: ["ts", "channel"],
    run: update,
  }),
  "chat.delete": method({
    ...write,
    required: ["ts", "channel"],
    run: deleteMessage,
  }),
  "chat.postEphemeral": method({
    ...write,
    required: ["user", "channel"],
    tier: 4,
    run: postEphemeral,
  }),
  "chat.getPermalink": method({
    required: ["channel", "message_ts"],
    tier: "special",
    takesJson: false,
    run: getPermalink,
  }),
};

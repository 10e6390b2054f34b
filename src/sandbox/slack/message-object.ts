import type { Json } from "./json.ts";
import { findMessage, repliesTo } from "./messages.ts";
import { appIds } from "./seed.ts";
import type { Message } from "./state.ts";
import type { World } from "./world.ts";

const botProfile = {
  id: appIds.bot,
  app_id: appIds.app,
  user_id: appIds.botUser,
  name: appIds.botName,
  icons: {},
  deleted: false,
  updated: 0,
  team_id: appIds.team,
};

/** A message as the Web API and the payloads give it. */
export function messageObject(
  world: World,
  message: Message,
  withMetadata = true,
): Json {
  const { metadata, edited, reactions, fileIds } = message;
  const files = world.state.files.filter(({ id }) => fileIds.includes(id));
  return {
    type: "message",
    user: message.user,
    text: message.text,
    ts: message.ts,
    team: appIds.team,
    ...(message.byApp
      ? { bot_id: appIds.bot, app_id: appIds.app, bot_profile: botProfile }
      : {}),
    ...subtypeOf(message),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.attachments.length > 0
      ? { attachments: message.attachments }
      : {}),
    ...threadFields(world, message),
    ...(edited === undefined ? {} : { edited }),
    ...(metadata === undefined || !withMetadata ? {} : { metadata }),
    ...(reactions.length === 0
      ? {}
      : {
          reactions: reactions.map(({ name, users }) => ({
            name,
            users,
            count: users.length,
          })),
        }),
    ...(files.length === 0
      ? {}
      : {
          files: files.map(({ id, name, title, mimetype, altText }) => ({
            id,
            name,
            title,
            mimetype,
            ...(altText === undefined ? {} : { alt_txt: altText }),
          })),
        }),
  };
}

function subtypeOf({ isTombstone, isBroadcast, username }: Message): Json {
  if (isTombstone === true) return { subtype: "tombstone", hidden: true };
  if (isBroadcast === true) return { subtype: "thread_broadcast" };
  return username === undefined ? {} : { username };
}

function threadFields(world: World, message: Message): Json {
  if (message.threadTs !== undefined)
    return {
      thread_ts: message.threadTs,
      parent_user_id: findMessage(world, message.channel, message.threadTs)
        ?.user,
    };
  const replies = repliesTo(world, message);
  const latest = replies.at(-1);
  if (latest === undefined) return {};
  const users = [...new Set(replies.map(({ user }) => user))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users: users,
    reply_users_count: users.length,
    latest_reply: latest.ts,
    is_locked: false,
    subscribed: false,
  };
}

import { textOf, type Json } from "../json.ts";
import { findMessage } from "../messages.ts";
import { refuse, type Refusal } from "../refusal.ts";
import { appIds } from "../seed.ts";
import { findChannelForApp } from "../workspace.ts";
import type { World } from "../world.ts";
import { method, type Methods } from "./method.ts";

function add(args: Json, world: World): Json | Refusal {
  const channel = findChannelForApp(world, textOf(args["channel"]) ?? "");
  if (channel === undefined) return refuse("channel_not_found");
  if (channel.isArchived) return refuse("is_archived");
  const name = textOf(args["name"])?.replaceAll(":", "") ?? "";
  if (!/^[a-z0-9_+'-]{1,100}$/.test(name)) return refuse("invalid_name");
  const message = findMessage(
    world,
    channel.id,
    textOf(args["timestamp"]) ?? "",
  );
  if (message === undefined) return refuse("message_not_found");
  const existing = message.reactions.find((reaction) => reaction.name === name);
  if (existing?.users.includes(appIds.botUser) === true)
    return refuse("already_reacted");
  if (existing === undefined)
    message.reactions.push({ name, users: [appIds.botUser] });
  else existing.users.push(appIds.botUser);
  world.records.add("reaction", {
    channel: channel.id,
    ts: message.ts,
    user: appIds.botUser,
    name,
  });
  return {};
}

export const reactionMethods: Methods = {
  "reactions.add": method({
    scopes: ["reactions:write"],
    required: ["name", "timestamp", "channel"],
    run: add,
  }),
};

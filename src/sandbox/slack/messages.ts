import { isJson, objectsOf, type Json } from "./json.ts";
import {
  newId,
  newTs,
  type Ephemeral,
  type Message,
  type Metadata,
} from "./state.ts";
import type { World } from "./world.ts";

/** A sandbox that runs for weeks forgets the oldest. */
const MAX_MESSAGES = 20_000;
const MAX_EPHEMERALS = 1_000;

/** What a message says, in whichever way. */
export interface Content {
  text: string;
  blocks: Json[];
  attachments: Json[];
  metadata?: Metadata;
  username?: string;
}

export interface Posting extends Content {
  channel: string;
  user: string;
  byApp: boolean;
  threadTs?: string;
  isBroadcast?: boolean;
  fileIds?: string[];
}

/** Accepts a message: from here on it is in the channel and in the records. */
export function post(world: World, posting: Posting): Message {
  const message: Message = {
    fileIds: [],
    ...posting,
    ts: newTs(world.state, world.now()),
    blocks: withIds(world, posting.blocks),
    reactions: [],
  };
  world.state.messages.push(message);
  if (world.state.messages.length > MAX_MESSAGES) world.state.messages.shift();
  world.records.add("message", message);
  return message;
}

export function findMessage(
  { state }: World,
  channel: string,
  ts: string,
): Message | undefined {
  return state.messages.findLast(
    (message) => message.channel === channel && message.ts === ts,
  );
}

/** The replies to a message, oldest first. */
export function repliesTo({ state }: World, parent: Message): Message[] {
  return state.messages.filter(
    ({ channel, threadTs, ts }) =>
      channel === parent.channel && threadTs === parent.ts && ts !== parent.ts,
  );
}

/** Changes only what is given, as chat.update does. */
export function edit(
  world: World,
  message: Message,
  change: Partial<Content>,
): void {
  Object.assign(message, change);
  if (change.blocks !== undefined)
    message.blocks = withIds(world, change.blocks);
  message.edited = {
    user: message.user,
    ts: newTs(world.state, world.now()),
  };
  world.records.add("edit", message);
}

/** A message with replies leaves its place behind. */
export function remove(world: World, message: Message): void {
  world.records.add("delete", {
    channel: message.channel,
    ts: message.ts,
    user: message.user,
  });
  if (repliesTo(world, message).length > 0) {
    Object.assign(message, {
      isTombstone: true,
      text: "This message was deleted.",
      blocks: [],
      attachments: [],
    });
    delete message.metadata;
    return;
  }
  world.state.messages = world.state.messages.filter(
    (other) => other !== message,
  );
}

export function showEphemeral(
  world: World,
  place: { channel: string; user: string; threadTs?: string },
  { text, blocks, attachments }: Content,
): Ephemeral {
  const ephemeral: Ephemeral = {
    ...place,
    ts: newTs(world.state, world.now()),
    text,
    blocks: withIds(world, blocks),
    attachments,
  };
  world.state.ephemerals.push(ephemeral);
  if (world.state.ephemerals.length > MAX_EPHEMERALS)
    world.state.ephemerals.shift();
  world.records.add("ephemeral", ephemeral);
  return ephemeral;
}

export function replaceEphemeral(
  world: World,
  ephemeral: Ephemeral,
  { text, blocks, attachments }: Content,
): void {
  Object.assign(ephemeral, {
    text,
    attachments,
    blocks: withIds(world, blocks),
  });
  world.records.add("ephemeral-edit", ephemeral);
}

export function removeEphemeral(world: World, ephemeral: Ephemeral): void {
  world.state.ephemerals = world.state.ephemerals.filter(
    (other) => other !== ephemeral,
  );
  const { channel, ts, user } = ephemeral;
  world.records.add("ephemeral-delete", { channel, ts, user });
}

export function findEphemeral(
  { state }: World,
  channel: string,
  ts: string,
): Ephemeral | undefined {
  return state.ephemerals.find(
    (ephemeral) => ephemeral.channel === channel && ephemeral.ts === ts,
  );
}

/** Blocks and elements that came without an id get one, as at Slack. */
export function withIds({ state }: World, blocks: Json[]): Json[] {
  const action = (element: unknown): unknown =>
    isJson(element) && isInteractive(element)
      ? { action_id: newId(state, "a"), ...element }
      : element;
  return blocks.map((block) => {
    const complete: Json = { block_id: newId(state, "b"), ...block };
    if (isJson(block["accessory"]))
      complete["accessory"] = action(block["accessory"]);
    if (isJson(block["element"]))
      complete["element"] = action(block["element"]);
    if (block["type"] === "actions" || block["type"] === "context_actions")
      complete["elements"] = objectsOf(block["elements"]).map(action);
    return complete;
  });
}

function isInteractive({ type }: Json): boolean {
  return type !== "image";
}

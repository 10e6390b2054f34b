import { placedElements, stateOf, type Placed } from "../elements.ts";
import { textOf } from "../json.ts";
import { findEphemeral, findMessage } from "../messages.ts";
import { homeOf, topModal } from "../modals.ts";
import type { StateValue, StateValues, User } from "../state.ts";
import type { World } from "../world.ts";
import type { Surface } from "./payloads.ts";
import { placeOf } from "./place.ts";
import { impossible } from "./problem.ts";

/** How an act names what the person is looking at: a message, a view, or the modal in front. */
export interface Place {
  channel?: string | undefined;
  ts?: string | undefined;
  /** "home" is the App Home; without any place it is the modal in front. */
  view_id?: string | undefined;
}

export function surfaceOf(world: World, user: User, place: Place): Surface {
  const { channel, ts } = place;
  if (channel !== undefined && ts !== undefined)
    return messageSurface(world, user, channel, ts);
  if (place.view_id === "home") {
    const home = homeOf(world, user.id);
    if (home === undefined) return impossible(`${user.name} has no App Home`);
    return { kind: "view", view: home };
  }
  const view = topModal(world, user.id);
  if (view === undefined)
    return impossible(`there is no modal in front of ${user.name}`);
  const isOther = place.view_id !== undefined && place.view_id !== view.id;
  if (isOther && homeOf(world, user.id)?.id !== place.view_id)
    return impossible(`${place.view_id} is not in front of ${user.name}`);
  return {
    kind: "view",
    view: isOther ? (homeOf(world, user.id) ?? view) : view,
  };
}

function messageSurface(
  world: World,
  user: User,
  where: string,
  ts: string,
): Surface {
  const channel = placeOf(world, user, where);
  const message = findMessage(world, channel.id, ts);
  if (message !== undefined) return { kind: "message", channel, message };
  const ephemeral = findEphemeral(world, channel.id, ts);
  return ephemeral?.user === user.id
    ? { kind: "ephemeral", channel, ephemeral }
    : impossible(`there is no message ${ts}`);
}

export function blocksOf(surface: Surface): Placed[] {
  return placedElements(rawBlocks(surface));
}

function rawBlocks(surface: Surface) {
  switch (surface.kind) {
    case "message":
      return [
        ...surface.message.blocks,
        ...surface.message.attachments.flatMap(attachedBlocks),
      ];
    case "ephemeral":
      return surface.ephemeral.blocks;
    case "view":
      return surface.view.view.blocks;
  }
}

function attachedBlocks({ blocks }: Record<string, unknown>) {
  return Array.isArray(blocks) ? (blocks as Record<string, unknown>[]) : [];
}

/** The element of that name; where the name stands in several blocks, the block must be named too. */
export function elementAt(
  surface: Surface,
  { action_id, block_id }: { action_id: string; block_id?: string | undefined },
): Placed {
  const found = blocksOf(surface).filter(
    ({ actionId, blockId }) =>
      actionId === action_id &&
      (block_id === undefined || blockId === block_id),
  );
  const [element, ...others] = found;
  if (element === undefined)
    return impossible(`there is no element ${action_id}`);
  return others.length === 0
    ? element
    : impossible(`${action_id} is in several blocks: name the block_id`);
}

/** Names what the person looks at in keys. */
export function surfaceKey(surface: Surface): string {
  switch (surface.kind) {
    case "message":
      return `${surface.channel.id} ${surface.message.ts}`;
    case "ephemeral":
      return `${surface.channel.id} ${surface.ephemeral.ts}`;
    case "view":
      return surface.view.id;
  }
}

/** What is entered at present: a view's state, or what this person's client remembers of a message. */
export function enteredIn(
  world: World,
  user: User,
  surface: Surface,
): StateValues {
  if (surface.kind === "view") return surface.view.values;
  const key = `${user.id} ${surfaceKey(surface)}`;
  return stateOf(rawBlocks(surface), world.entered.get(key));
}

export function enter(
  world: World,
  user: User,
  surface: Surface,
  { blockId, actionId }: Placed,
  value: StateValue,
): void {
  const values = enteredIn(world, user, surface);
  const changed = {
    ...values,
    [blockId]: { ...values[blockId], [actionId]: value },
  };
  if (surface.kind === "view") surface.view.values = changed;
  else world.entered.set(`${user.id} ${surfaceKey(surface)}`, changed);
}

/** The conversation that a surface belongs to, if it belongs to one. */
export function channelIdOf(surface: Surface): string | undefined {
  return surface.kind === "view"
    ? textOf(surface.view.channel)
    : surface.channel.id;
}

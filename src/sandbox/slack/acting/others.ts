import type { Acknowledgement } from "../delivery/payload.ts";
import { announceHome, announceJoin } from "../events.ts";
import type { Json } from "../json.ts";
import { messageObject } from "../message-object.ts";
import { findMessage } from "../messages.ts";
import { homeOf, viewObject } from "../modals.ts";
import { newResponseUrl } from "../response-urls.ts";
import { newTs, type User } from "../state.ts";
import { findChannel, findUser, isMember } from "../workspace.ts";
import type { World } from "../world.ts";
import { failed } from "./answers.ts";
import { channelOf, interaction } from "./payloads.ts";
import {
  actorOf,
  onlookerOf,
  placeOf,
  tamperingOf,
  type Act,
} from "./place.ts";
import { impossible } from "./problem.ts";
import { actAndLook, type Result, type Seen } from "./seen.ts";

function resultOf(
  acknowledgement: Acknowledgement | undefined,
  what: string,
): Result {
  if (acknowledgement === undefined) return { outcome: "not_sent" };
  return acknowledgement.outcome === "ok"
    ? { outcome: "ok" }
    : failed(acknowledgement.outcome, what);
}

/** A person opens the App Home. */
export async function openHome(
  world: World,
  act: Act,
): Promise<Seen & { home: Json | null }> {
  const user = actorOf(world, act);
  const onlooker = { ...onlookerOf(world, user, act), isAtHome: true };
  const seen = await actAndLook(world, onlooker, async () =>
    resultOf(await announceHome(world, user), "App Home"),
  );
  const home = homeOf(world, user.id);
  return { ...seen, home: home === undefined ? null : viewObject(home) };
}

export interface ShortcutUse extends Act {
  callback_id: string;
  /** With a channel and a ts it is a message's shortcut, without a global one. */
  channel?: string | undefined;
  ts?: string | undefined;
}

/** A person uses one of the app's shortcuts. */
export async function useShortcut(
  world: World,
  use: ShortcutUse,
): Promise<Seen> {
  const user = actorOf(world, use);
  const isOnMessage = use.ts !== undefined;
  const kind = isOnMessage ? "message" : "global";
  const known = world.settings.shortcuts.some(
    ({ type, callbackId }) => type === kind && callbackId === use.callback_id,
  );
  if (!known) impossible(`the app has no ${kind} shortcut ${use.callback_id}`);
  const body = isOnMessage
    ? onMessage(world, user, use.channel ?? "", use.ts ?? "")
    : { type: "shortcut", trigger_id: world.triggers.issue({ user: user.id }) };
  const channel = isOnMessage
    ? placeOf(world, user, use.channel ?? "").id
    : undefined;
  return actAndLook(world, onlookerOf(world, user, use, channel), async () =>
    resultOf(
      await world.deliver({
        type: "interactive",
        body: {
          ...interaction(user),
          ...body,
          callback_id: use.callback_id,
          action_ts: newTs(world.state, world.now()),
        },
        ...tamperingOf(use),
      }),
      "the shortcut",
    ),
  );
}

function onMessage(world: World, user: User, where: string, ts: string): Json {
  const channel = placeOf(world, user, where);
  const message = findMessage(world, channel.id, ts);
  if (message === undefined) return impossible(`there is no message ${ts}`);
  const place = { user: user.id, channel: channel.id };
  return {
    type: "message_action",
    channel: channelOf(channel),
    message_ts: ts,
    message: messageObject(world, message),
    trigger_id: world.triggers.issue(place),
    response_url: newResponseUrl(world, "app", {
      ...place,
      source: { ts, isEphemeral: false },
    }),
  };
}

export interface Membership {
  channel: string;
  /** Who comes or goes; the app is "allswell". */
  who: string;
  /** Who lets them in. */
  by?: string | undefined;
  leave?: boolean | undefined;
}

/** Somebody joins or leaves a channel, or the app is invited or removed. */
export async function changeMembership(
  world: World,
  { channel: where, who, by, leave }: Membership,
): Promise<Result> {
  const channel = findChannel(world, where);
  const user = findUser(world, who);
  const inviter = by === undefined ? undefined : findUser(world, by)?.id;
  if (channel === undefined || user === undefined || channel.kind === "im")
    return impossible(`${who} cannot come to or leave ${where}`);
  if (leave === true) {
    channel.members = channel.members.filter((id) => id !== user.id);
    world.records.add("membership", {
      channel: channel.id,
      user: user.id,
      how: "left",
    });
    return { outcome: "ok" };
  }
  if (isMember(channel, user.id))
    return impossible(`${who} is in ${where} already`);
  channel.members.push(user.id);
  const acknowledgement = await announceJoin(world, channel, user.id, inviter);
  return resultOf(acknowledgement, "the invitation");
}

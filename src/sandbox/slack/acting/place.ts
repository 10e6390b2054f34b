import type { Tampering } from "../delivery/payload.ts";
import { appIds } from "../seed.ts";
import type { Channel, User } from "../state.ts";
import {
  directMessageWith,
  findChannel,
  findUser,
  isMember,
} from "../workspace.ts";
import type { World } from "../world.ts";
import { impossible } from "./problem.ts";
import { waitMsOf, type Onlooker } from "./seen.ts";

/** What every act says. */
export interface Act {
  /** Who acts: an id or a short name. */
  user: string;
  /** How long to wait for something to see, in ms. */
  wait?: number | undefined;
  tampering?: Tampering | undefined;
}

export function actorOf(world: World, { user }: Act): User {
  const found = findUser(world, user);
  if (found === undefined || found.isBot)
    return impossible(`there is no person ${user}`);
  return found;
}

/** A channel by id or name; "@allswell" is the direct message with the app. */
export function placeOf(world: World, user: User, where: string): Channel {
  if (where === `@${appIds.botName}` || where === "@app")
    return directMessageWith(world, user);
  const channel = findChannel(world, where);
  if (channel === undefined) return impossible(`there is no channel ${where}`);
  if (!isMember(channel, user.id))
    return impossible(`${user.name} is not in ${where}`);
  return channel;
}

export function onlookerOf(
  world: World,
  user: User,
  act: Act,
  channel?: string,
): Onlooker {
  const direct = directMessageWith(world, user).id;
  return {
    user: user.id,
    channels: channel === undefined ? [direct] : [direct, channel],
    waitMs: waitMsOf(act.wait),
  };
}

/** Spread into a payload. */
export function tamperingOf({ tampering }: Act): { tampering?: Tampering } {
  return tampering === undefined ? {} : { tampering };
}

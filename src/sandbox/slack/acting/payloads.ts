import type { Json } from "../json.ts";
import { messageObject } from "../message-object.ts";
import { viewObject } from "../modals.ts";
import { appIds } from "../seed.ts";
import type { Channel, Ephemeral, Message, User, View } from "../state.ts";
import { channelNameInPayload } from "../workspace.ts";
import type { World } from "../world.ts";

/** An element's home: what a person is looking at. */
export type Surface =
  | { kind: "message"; channel: Channel; message: Message }
  | { kind: "ephemeral"; channel: Channel; ephemeral: Ephemeral }
  | { kind: "view"; view: View };

/** What every interaction carries. */
export function interaction(user: User): Json {
  return {
    user: {
      id: user.id,
      username: user.name,
      name: user.name,
      team_id: user.teamId,
    },
    api_app_id: appIds.app,
    token: "sandbox-verification-token",
    team: { id: appIds.team, domain: appIds.teamDomain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** Where an interaction began: the container, and the message or the view itself. */
export function origin(world: World, surface: Surface): Json {
  switch (surface.kind) {
    case "view":
      return {
        container: { type: "view", view_id: surface.view.id },
        view: viewObject(surface.view),
      };
    case "message":
      return {
        container: {
          ...messageContainer(surface.channel, surface.message),
          is_ephemeral: false,
        },
        channel: channelOf(surface.channel),
        message: messageObject(world, surface.message),
      };
    case "ephemeral":
      return {
        container: {
          ...messageContainer(surface.channel, surface.ephemeral),
          is_ephemeral: true,
        },
        channel: channelOf(surface.channel),
      };
  }
}

function messageContainer(
  channel: Channel,
  { ts, threadTs }: { ts: string; threadTs?: string },
): Json {
  return {
    type: "message",
    message_ts: ts,
    channel_id: channel.id,
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
  };
}

export function channelOf(channel: Channel): Json {
  return { id: channel.id, name: channelNameInPayload(channel) };
}

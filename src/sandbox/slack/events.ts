import type { Acknowledgement, Payload } from "./delivery/payload.ts";
import { textOf, type Json } from "./json.ts";
import { messageObject } from "./message-object.ts";
import { homeOf, viewObject } from "./modals.ts";
import { appIds } from "./seed.ts";
import {
  newId,
  newTs,
  type Channel,
  type Message,
  type User,
} from "./state.ts";
import { directMessageWith, isMember } from "./workspace.ts";
import type { World } from "./world.ts";

/** The scope without which Slack does not send an event. */
const scopeOf: Record<string, string | undefined> = {
  app_mention: "app_mentions:read",
  "message.im": "im:history",
  app_home_opened: undefined,
};

/** The Events API's envelope. */
function eventPayload(world: World, event: Json): Payload {
  return {
    type: "events_api",
    body: {
      token: "sandbox-verification-token",
      team_id: appIds.team,
      context_team_id: appIds.team,
      context_enterprise_id: null,
      api_app_id: appIds.app,
      event,
      type: "event_callback",
      event_id: newId(world.state, "Ev"),
      event_time: Math.floor(world.now() / 1000),
      authorizations: [
        {
          enterprise_id: null,
          team_id: appIds.team,
          user_id: appIds.botUser,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      is_ext_shared_channel: false,
      event_context: `4-${newId(world.state, "ctx")}`,
    },
  };
}

/** Sends an event, if the app asked for such events and may see them; undefined when it was not sent. */
export async function sendEvent(
  world: World,
  subscription: string,
  event: Json,
  more: Partial<Payload> = {},
): Promise<Acknowledgement | undefined> {
  const { events, scopes } = world.settings;
  const scope = scopeOf[subscription];
  const isSent =
    events.includes(subscription) &&
    (scope === undefined || scopes.includes(scope));
  if (!isSent) return undefined;
  return world.deliver({ ...eventPayload(world, event), ...more });
}

/** Tells the app of a message that it may hear of: one that names it in a channel it is in, or one in a direct message. */
export async function announceMessage(
  world: World,
  message: Message,
  more: Partial<Payload> = {},
): Promise<Acknowledgement | undefined> {
  const channel = world.state.channels.find(({ id }) => id === message.channel);
  if (channel === undefined) return undefined;
  const common = {
    ...messageObject(world, message),
    channel: channel.id,
    event_ts: message.ts,
  };
  if (channel.kind === "im")
    return sendEvent(
      world,
      "message.im",
      { ...common, channel_type: "im" },
      more,
    );
  if (message.byApp || !mentionsApp(message)) return undefined;
  if (!isMember(channel, appIds.botUser)) return undefined;
  return sendEvent(
    world,
    "app_mention",
    { ...common, type: "app_mention" },
    more,
  );
}

export function mentionsApp({ text }: Message): boolean {
  return text.includes(`<@${appIds.botUser}>`);
}

/** The app hears of everybody who joins where it is, and of itself. */
export async function announceJoin(
  world: World,
  channel: Channel,
  user: string,
  inviter?: string,
): Promise<Acknowledgement | undefined> {
  world.records.add("membership", { channel: channel.id, user, how: "joined" });
  const scope = channel.kind === "public" ? "channels:read" : "groups:read";
  if (!isMember(channel, appIds.botUser)) return undefined;
  if (!world.settings.scopes.includes(scope)) return undefined;
  return sendEvent(world, "member_joined_channel", {
    type: "member_joined_channel",
    user,
    channel: channel.id,
    channel_type: channel.kind === "public" ? "C" : "G",
    team: appIds.team,
    ...(inviter === undefined ? {} : { inviter }),
    event_ts: newTs(world.state, world.now()),
  });
}

export async function announceHome(
  world: World,
  user: User,
): Promise<Acknowledgement | undefined> {
  const home = homeOf(world, user.id);
  return sendEvent(world, "app_home_opened", {
    type: "app_home_opened",
    user: user.id,
    channel: directMessageWith(world, user).id,
    tab: "home",
    ...(home === undefined ? {} : { view: viewObject(home) }),
    event_ts: newTs(world.state, world.now()),
  });
}

/** The id by which a delivered event can be sent again. */
export function eventIdOf(payload: Payload): string | undefined {
  return textOf(payload.body["event_id"]);
}

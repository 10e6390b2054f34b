import type { Json } from "./json.ts";
import { appIds } from "./seed.ts";
import { newId, type Channel, type User } from "./state.ts";
import type { World } from "./world.ts";

/** By id, or by the short name with or without "@". */
export function findUser({ state }: World, who: string): User | undefined {
  const name = who.replace(/^@/, "");
  return state.users.find((user) => user.id === who || user.name === name);
}

/** By id, or by the name with or without "#". */
export function findChannel(
  { state }: World,
  where: string,
): Channel | undefined {
  const name = where.replace(/^#/, "");
  return state.channels.find(
    (channel) => channel.id === where || (name !== "" && channel.name === name),
  );
}

export function isMember(channel: Channel, userId: string): boolean {
  return channel.members.includes(userId);
}

/** What the app may know of: public channels, and whatever it is a member of. */
export function visibleToApp(channel: Channel): boolean {
  return channel.kind === "public" || isMember(channel, appIds.botUser);
}

export function findChannelForApp(
  world: World,
  where: string,
): Channel | undefined {
  const channel = findChannel(world, where);
  return channel !== undefined && visibleToApp(channel) ? channel : undefined;
}

/** The conversation between the app and a user; it begins when it is first needed. */
export function directMessageWith(world: World, user: User): Channel {
  const existing = world.state.channels.find(
    ({ kind, members }) => kind === "im" && members.includes(user.id),
  );
  if (existing !== undefined) return existing;
  const channel: Channel = {
    id: newId(world.state, "D"),
    name: "",
    kind: "im",
    isArchived: false,
    members: [user.id, appIds.botUser],
    created: Math.floor(world.now() / 1000),
  };
  world.state.channels.push(channel);
  return channel;
}

/** Who is at the other end of a direct message with the app. */
export function partnerOf(channel: Channel): string | undefined {
  return channel.members.find((id) => id !== appIds.botUser);
}

/** A channel as the Web API gives it. */
export function channelObject(channel: Channel): Json {
  const common = {
    id: channel.id,
    created: channel.created,
    is_archived: channel.isArchived,
    is_org_shared: false,
    context_team_id: appIds.team,
    updated: channel.created * 1000,
  };
  if (channel.kind === "im")
    return {
      ...common,
      is_im: true,
      user: partnerOf(channel),
      is_user_deleted: false,
      priority: 0,
    };
  return {
    ...common,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === "public",
    is_group: channel.kind === "private",
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === "private",
    is_general: channel.name === "general",
    is_shared: false,
    is_ext_shared: false,
    is_member: isMember(channel, appIds.botUser),
    creator: channel.members[0] ?? appIds.botUser,
    topic: { value: "", creator: "", last_set: 0 },
    purpose: { value: "", creator: "", last_set: 0 },
    previous_names: [],
  };
}

/** Seconds east of Greenwich. */
function offsetOf(tz: string, now: number): number {
  const instant = Temporal.Instant.fromEpochMilliseconds(now);
  return instant.toZonedDateTimeISO(tz).offsetNanoseconds / 1e9;
}

/** A user as users.info gives it; the e-mail address needs a scope of its own. */
export function userObject({ settings, now }: World, user: User): Json {
  const seesEmail = settings.scopes.includes("users:read.email");
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    deleted: user.isDeleted ?? false,
    real_name: user.realName,
    tz: user.tz,
    tz_label: user.tz,
    tz_offset: offsetOf(user.tz, now()),
    profile: {
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.name,
      display_name_normalized: user.name,
      team: user.teamId,
      ...(seesEmail && user.email !== "" ? { email: user.email } : {}),
    },
    is_admin: user.isAdmin,
    is_owner: user.isOwner,
    is_primary_owner: user.isOwner,
    is_restricted: user.isRestricted,
    is_ultra_restricted: false,
    is_stranger: user.isStranger,
    is_bot: user.isBot,
    is_app_user: false,
    updated: 0,
  };
}

/** A channel's name as payloads of commands and actions carry it. */
export function channelNameInPayload(channel: Channel): string {
  if (channel.kind === "im") return "directmessage";
  return channel.kind === "private" ? "privategroup" : channel.name;
}

import { announceMessage, mentionsApp } from "../events.ts";
import { findMessage, post } from "../messages.ts";
import { newResponseUrl } from "../response-urls.ts";
import { appIds } from "../seed.ts";
import { builtInCommands } from "../settings.ts";
import type { Channel, User } from "../state.ts";
import { channelNameInPayload, isMember } from "../workspace.ts";
import type { World } from "../world.ts";
import { failed, takeCommandAnswer } from "./answers.ts";
import {
  actorOf,
  onlookerOf,
  placeOf,
  tamperingOf,
  type Act,
} from "./place.ts";
import { impossible } from "./problem.ts";
import { actAndLook, type Result, type Seen } from "./seen.ts";
import { asSent } from "./typed-text.ts";

export interface Typing extends Act {
  /** "#ops", an id, or "@allswell" for the direct message. */
  channel: string;
  text: string;
  /** The message whose thread is open. */
  thread_ts?: string | undefined;
}

/** A person types into the message field: a command or a message. */
export async function type(world: World, typing: Typing): Promise<Seen> {
  const user = actorOf(world, typing);
  const channel = placeOf(world, user, typing.channel);
  if (channel.isArchived) impossible(`#${channel.name} is archived`);
  return typing.text.startsWith("/")
    ? typeCommand(world, user, channel, typing)
    : typeMessage(world, user, channel, typing);
}

async function typeCommand(
  world: World,
  user: User,
  channel: Channel,
  typing: Typing,
): Promise<Seen> {
  const [, command = "", rest = ""] =
    /^(\S+)\s*([\s\S]*)$/.exec(typing.text) ?? [];
  const onlooker = onlookerOf(world, user, typing, channel.id);
  return actAndLook(world, onlooker, async () => {
    const notice = whyNoCommand(world, command, typing);
    if (notice !== undefined) return { outcome: "not_sent", notice };
    const place = { user: user.id, channel: channel.id };
    const acknowledgement = await world.deliver({
      type: "slash_commands",
      body: commandBody(world, user, channel, command, rest),
      ...tamperingOf(typing),
    });
    return acknowledgement.outcome === "ok"
      ? takeCommandAnswer(world, place, acknowledgement.body)
      : failed(acknowledgement.outcome, command);
  });
}

function whyNoCommand(
  { settings }: World,
  command: string,
  { thread_ts }: Typing,
): string | undefined {
  const { commands, scopes } = settings;
  if (thread_ts !== undefined)
    return `${command} is not supported in threads. Sorry!`;
  if (commands.includes(command) && scopes.includes("commands"))
    return undefined;
  return builtInCommands.includes(command)
    ? `${command} is Slack's own command`
    : `${command} is not a valid command.`;
}

function commandBody(
  world: World,
  user: User,
  channel: Channel,
  command: string,
  text: string,
): Record<string, string> {
  const place = { user: user.id, channel: channel.id };
  const { shouldEscape } = world.settings;
  return {
    token: "sandbox-verification-token",
    team_id: appIds.team,
    team_domain: appIds.teamDomain,
    channel_id: channel.id,
    channel_name: channelNameInPayload(channel),
    user_id: user.id,
    user_name: user.name,
    command,
    text: shouldEscape ? asSent(world, text.trim(), true) : text.trim(),
    api_app_id: appIds.app,
    is_enterprise_install: "false",
    response_url: newResponseUrl(world, "commands", place),
    trigger_id: world.triggers.issue(place),
  };
}

async function typeMessage(
  world: World,
  user: User,
  channel: Channel,
  typing: Typing,
): Promise<Seen> {
  const { thread_ts: threadTs } = typing;
  const parent =
    threadTs === undefined
      ? undefined
      : findMessage(world, channel.id, threadTs);
  if (threadTs !== undefined && parent?.threadTs !== undefined)
    impossible("a thread hangs on a message, not on a reply");
  if (threadTs !== undefined && parent === undefined)
    impossible(`there is no message ${threadTs}`);
  const message = post(world, {
    channel: channel.id,
    user: user.id,
    byApp: false,
    text: asSent(world, typing.text, false),
    blocks: [],
    attachments: [],
    ...(threadTs === undefined ? {} : { threadTs }),
  });
  const onlooker = onlookerOf(world, user, typing, channel.id);
  return actAndLook(world, onlooker, async (): Promise<Result> => {
    const sent = await announceMessage(world, message, tamperingOf(typing));
    if (sent !== undefined) return { outcome: sent.outcome };
    const isUnheard =
      mentionsApp(message) && !isMember(channel, appIds.botUser);
    return {
      outcome: "not_sent",
      ...(isUnheard
        ? { notice: `@${appIds.botName} is not in #${channel.name}` }
        : {}),
    };
  });
}

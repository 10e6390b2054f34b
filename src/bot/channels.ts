import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import type { SlackChannel } from "./commands/command.ts";

/** Looks a channel up, and whether a message of ours would arrive there. Where Slack does not tell, we try our luck. */
export async function lookUpChannel(
  client: WebClient,
  id: string,
): Promise<SlackChannel> {
  try {
    const { channel } = await client.conversations.info({ channel: id });
    const label = channel?.name === undefined ? id : `#${channel.name}`;
    return { label, problem: problemOf(label, channel ?? {}) };
  } catch (error) {
    return { label: id, problem: hiddenProblem(error) };
  }
}

function problemOf(
  label: string,
  channel: { is_archived?: boolean; is_private?: boolean; is_member?: boolean },
): string | undefined {
  if (channel.is_archived === true)
    return `${label} is archived: nothing can be told there.`;
  return channel.is_private === true && channel.is_member === false
    ? `allswell is not in ${label}: type /invite @allswell there first.`
    : undefined;
}

/** Slack says of a private channel without us that there is none. */
function hiddenProblem(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError &&
    error.data.error === "channel_not_found"
    ? "allswell is not in this private channel: type /invite @allswell there first."
    : undefined;
}

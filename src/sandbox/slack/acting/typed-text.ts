import { escapeText } from "../mrkdwn.ts";
import type { World } from "../world.ts";

const links =
  /(?<url>https?:\/\/[^\s<>]+)|(?<mail>[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)|(?<!\w)@(?<user>[\w.-]+)|(?<!\w)#(?<channel>[\w-]+)|(?<![\w.@/-])(?<domain>(?:[a-z0-9-]{1,63}\.){1,10}[a-z]{2,}(?:\/[^\s<>]*)?)(?![\w@-])/gi;

const broadcasts = ["here", "channel", "everyone"];

/**
 * What a person types, as Slack's client sends it: names and addresses in angle brackets, `&`, `<` and `>` escaped.
 * Commands carry the names besides the ids.
 */
export function asSent(
  world: World,
  typed: string,
  withNames: boolean,
): string {
  let sent = "";
  let from = 0;
  for (const match of typed.matchAll(links)) {
    const link = linkOf(world, match.groups ?? {}, withNames);
    if (link === undefined) continue;
    sent += escapeText(typed.slice(from, match.index)) + link.text;
    from = match.index + match[0].length - link.left;
  }
  return sent + escapeText(typed.slice(from));
}

/** The link, and how many characters at the end do not belong to it; undefined when it is plain text after all. */
function linkOf(
  world: World,
  groups: Record<string, string | undefined>,
  withNames: boolean,
): { text: string; left: number } | undefined {
  const { url, mail, user, channel, domain } = groups;
  if (url !== undefined) return address(url, () => "");
  if (domain !== undefined) return address(domain, (bare) => `http://${bare}|`);
  if (mail !== undefined) return { text: `<mailto:${mail}|${mail}>`, left: 0 };
  if (user !== undefined) return mention(world, user, withNames);
  if (channel === undefined) return undefined;
  const found = world.state.channels.find(({ name }) => name === channel);
  return found === undefined
    ? undefined
    : { text: `<#${found.id}|${withNames ? found.name : ""}>`, left: 0 };
}

/** Punctuation at the end of an address ends the sentence, not the address. */
function address(
  text: string,
  target: (bare: string) => string,
): { text: string; left: number } {
  const bare = text.replace(/[.,;:!?)\]'"]+$/, "");
  const escaped = escapeText(bare);
  return {
    text: `<${target(escaped)}${escaped}>`,
    left: text.length - bare.length,
  };
}

function mention(
  world: World,
  name: string,
  withNames: boolean,
): { text: string; left: number } | undefined {
  const bare = name.replace(/[.-]+$/, "");
  const left = name.length - bare.length;
  if (broadcasts.includes(bare)) return { text: `<!${bare}>`, left };
  const user = world.state.users.find((candidate) => candidate.name === bare);
  if (user === undefined) return groupMention(world, bare, left);
  const label = withNames ? `|${user.name}` : "";
  return { text: `<@${user.id}${label}>`, left };
}

function groupMention(
  { state }: World,
  handle: string,
  left: number,
): { text: string; left: number } | undefined {
  const group = state.userGroups.find(
    (one) => one.handle === handle && !one.isDisabled,
  );
  return group === undefined
    ? undefined
    : { text: `<!subteam^${group.id}|@${handle}>`, left };
}

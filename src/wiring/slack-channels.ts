import type { WebClient } from "@slack/web-api";
import type { Log } from "../base/log.ts";
import type { Config } from "../config.ts";
import { slackClientOf } from "./slack-client.ts";

const TIMEOUT_MS = 5_000;
/** Slack's largest page. */
const PAGE = 1_000;
/** A workspace with more channels than this is asked by id. */
const MOST_PAGES = 20;

type Found = { id: string; label: string };

/** Finds Slack channels by name ("#iati-status") or id, asking Slack once for all of them; undefined where it shows none. */
export function channelFinder(
  { slack }: Config,
  log: Log,
): (named: string) => Promise<Found | undefined> {
  if (slack === null) return async () => undefined;
  const client = slackClientOf(slack, log, TIMEOUT_MS);
  let all: Promise<Found[]> | undefined;
  return async (named) => {
    try {
      all ??= channelsOf(client);
      const wanted = named.startsWith("#") ? named : `#${named}`;
      return (await all).find(
        ({ id, label }) => id === named || label === wanted,
      );
    } catch (error) {
      all = undefined;
      log.warn({ err: error }, "Slack does not tell its channels");
      return undefined;
    }
  };
}

async function channelsOf(client: WebClient): Promise<Found[]> {
  const found: Found[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await client.conversations.list({
      types: "public_channel,private_channel",
      exclude_archived: true,
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { id, name } of answer.channels ?? [])
      if (id !== undefined && name !== undefined)
        found.push({ id, label: `#${name}` });
    cursor = answer.response_metadata?.next_cursor || undefined;
    if (cursor === undefined) break;
  }
  return found;
}

import { textOf, type Json } from "../json.ts";
import { messageObject } from "../message-object.ts";
import { findMessage, repliesTo } from "../messages.ts";
import { isRefusal, refuse, type Refusal } from "../refusal.ts";
import { appIds } from "../seed.ts";
import { microsOf, type Channel, type Message } from "../state.ts";
import { findChannelForApp, isMember } from "../workspace.ts";
import type { World } from "../world.ts";
import { integerOf, isTrue } from "./arguments.ts";
import { missingScope } from "./authorize.ts";

/** The channel, if the app may read in it. */
function readable(world: World, args: Json): Channel | Refusal {
  const channel = findChannelForApp(world, textOf(args["channel"]) ?? "");
  if (channel === undefined) return refuse("channel_not_found");
  const scope = {
    public: "channels:history",
    private: "groups:history",
    im: "im:history",
  }[channel.kind];
  const refusal = missingScope(world.settings.scopes, [scope]);
  if (refusal !== undefined) return refusal;
  return isMember(channel, appIds.botUser) ? channel : refuse("not_in_channel");
}

interface Span {
  oldest: number;
  latest: number;
  isInclusive: boolean;
}

function spanOf(args: Json): Span | Refusal {
  const oldest = microsOf(textOf(args["oldest"]) || "0");
  if (oldest === undefined) return refuse("invalid_ts_oldest");
  const given = textOf(args["latest"]);
  const latest =
    given === undefined || given === "" || given === "now"
      ? Infinity
      : microsOf(given);
  if (latest === undefined) return refuse("invalid_ts_latest");
  return { oldest, latest, isInclusive: isTrue(args["inclusive"]) };
}

function within({ oldest, latest, isInclusive }: Span, ts: string): boolean {
  const at = microsOf(ts) ?? 0;
  return isInclusive
    ? at >= oldest && at <= latest
    : at > oldest && at < latest;
}

/** A cursor hides the last ts that was given, so that messages that come meanwhile move nothing. */
function cursorAfter(message: Message): string {
  return Buffer.from(`next_ts:${message.ts}`).toString("base64");
}

/** How many of these were given before; undefined when the cursor is none. */
function alreadyGiven(messages: Message[], cursor: string): number | undefined {
  if (cursor === "") return 0;
  const [, ts] =
    /^next_ts:([\d.]+)$/.exec(Buffer.from(cursor, "base64").toString()) ?? [];
  const last = messages.findIndex((message) => message.ts === ts);
  return last < 0 ? undefined : last + 1;
}

function answer(
  world: World,
  messages: Message[],
  args: Json,
  sizes: { usual: number; max: number },
): Json | Refusal {
  const given = alreadyGiven(messages, textOf(args["cursor"]) ?? "");
  if (given === undefined) return refuse("invalid_cursor");
  const limit = integerOf(args["limit"]) ?? sizes.usual;
  if (limit < 0) return refuse("invalid_limit");
  const end = given + Math.min(limit === 0 ? sizes.usual : limit, sizes.max);
  const page = messages.slice(given, end);
  const last = page.at(-1);
  const hasMore = end < messages.length && last !== undefined;
  const withMetadata = isTrue(args["include_all_metadata"]);
  return {
    messages: page.map((message) =>
      messageObject(world, message, withMetadata),
    ),
    has_more: hasMore,
    response_metadata: { next_cursor: hasMore ? cursorAfter(last) : "" },
  };
}

/** What stands in the channel itself, newest first. */
export function history(args: Json, world: World): Json | Refusal {
  const channel = readable(world, args);
  if (isRefusal(channel)) return channel;
  const span = spanOf(args);
  if (isRefusal(span)) return span;
  const messages = world.state.messages
    .filter(
      (message) =>
        message.channel === channel.id &&
        (message.threadTs === undefined || message.isBroadcast === true) &&
        within(span, message.ts),
    )
    .toReversed();
  const result = answer(world, messages, args, { usual: 100, max: 999 });
  return isRefusal(result) ? result : { ...result, pin_count: 0 };
}

/** A message and what hangs on it, oldest first. */
export function replies(args: Json, world: World): Json | Refusal {
  const channel = readable(world, args);
  if (isRefusal(channel)) return channel;
  const span = spanOf(args);
  if (isRefusal(span)) return span;
  const parent = findMessage(world, channel.id, textOf(args["ts"]) ?? "");
  if (parent === undefined) return refuse("thread_not_found");
  // The parent is always there, whatever the span.
  const messages = [
    parent,
    ...repliesTo(world, parent).filter(({ ts }) => within(span, ts)),
  ];
  return answer(world, messages, args, { usual: 1000, max: 1000 });
}

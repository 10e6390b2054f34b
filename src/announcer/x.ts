import type { Clock } from "../base/clock.ts";
import type { Instant } from "../domain/time.ts";
import type { Address, Channel, Content, Outcome } from "./channel.ts";
import { type XApp, xClient } from "./x/client.ts";
import { isDuplicate, outcomeOf, refusesReply } from "./x/errors.ts";
import { postText, type PostText } from "./x/post-text.ts";

const TIMEOUT_MS = 6_000;
const TIMELINE_PAGE = 20;

type Client = ReturnType<typeof xClient>;

/** Accounts on X; each outlet's credentials are its account's tokens. */
export function xChannel(app: XApp, clock: Clock): Channel {
  const clientOf = ({ credentials }: Address): Client =>
    xClient(app, {
      accessToken: credentials["accessToken"] ?? "",
      accessSecret: credentials["accessSecret"] ?? "",
    });
  return {
    compose,
    send: (payload, address) =>
      send(clientOf(address), payload as PostText, address, clock),
    // Sending the very same words again is the question: X refuses them as a duplicate where they have arrived.
    find: async () => ({ kind: "absent" }),
  };
}

function compose(content: Content): PostText {
  if (content.kind === "words")
    throw new Error("words for the operators are not for customers");
  return postText(content.topic, content.stories);
}

async function send(
  client: Client,
  payload: PostText,
  address: Address,
  clock: Clock,
): Promise<Outcome> {
  try {
    return await post(client, payload.text, address);
  } catch (error) {
    return isDuplicate(error)
      ? afterDuplicate(client, payload, address, clock)
      : outcomeOf(error, clock.now());
  }
}

/** As a reply under the outage's first post; on its own where X does not take it as a reply. */
async function post(
  client: Client,
  text: string,
  { threadRemoteId }: Address,
): Promise<Outcome> {
  if (threadRemoteId === null) return create(client, { text });
  try {
    return await create(client, {
      text,
      reply: { in_reply_to_tweet_id: threadRemoteId },
    });
  } catch (error) {
    if (!refusesReply(error)) throw error;
    return create(client, { text });
  }
}

async function create(client: Client, body: object): Promise<Outcome> {
  const answer = await client.v2.post<{ data?: { id?: string } }>(
    "tweets",
    body,
    { timeout: TIMEOUT_MS },
  );
  const id = answer.data?.id;
  return id === undefined
    ? { kind: "ambiguous", reason: "X's answer names no post" }
    : { kind: "accepted", remoteId: id };
}

/**
 * "Duplicate content". On a first attempt the account said the same words at another time, and the seconds make the
 * difference. Later it means that an earlier attempt of this very delivery has arrived: X has no other way to say so.
 */
async function afterDuplicate(
  client: Client,
  payload: PostText,
  address: Address,
  clock: Clock,
): Promise<Outcome> {
  if (address.attempt > 1)
    return { kind: "accepted", remoteId: await idOf(client, payload, address) };
  try {
    return await post(client, payload.alternative, address);
  } catch (error) {
    return outcomeOf(error, clock.now());
  }
}

/** The id of a post that is there, from what the account said lately; empty where it cannot be seen: replies need it, nothing else. */
async function idOf(
  client: Client,
  { text, alternative }: PostText,
  { recipient, since }: Address,
): Promise<string> {
  try {
    const timeline = await client.v2.get<{
      data?: { id: string; text: string }[];
    }>(
      `users/${recipient}/tweets`,
      { max_results: TIMELINE_PAGE, start_time: withoutMilliseconds(since) },
      { timeout: TIMEOUT_MS },
    );
    return (
      timeline.data?.find((post) =>
        [text, alternative].includes(unescape(post.text)),
      )?.id ?? ""
    );
  } catch {
    return "";
  }
}

/** X takes no fractions of seconds. */
function withoutMilliseconds(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** X gives three characters back as HTML. */
function unescape(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

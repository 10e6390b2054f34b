import type { Clock } from "../base/clock.ts";
import type { Instant } from "../domain/time.ts";
import type { Address, Channel, Content, Outcome } from "./channel.ts";
import { type XApp, xClient } from "./x/client.ts";
import { isDuplicate, outcomeOf, refusesReply } from "./x/errors.ts";
import { maintenanceText } from "./x/maintenance-text.ts";
import { postText, type PostText } from "./x/post-text.ts";

/** Of one request; an answer that comes later is asked for. */
const TIMEOUT_MS = 5_000;
const TIMELINE_PAGE = 20;

/** Accounts on X; each outlet's credentials are its account's tokens. */
export function xChannel(
  app: XApp,
  clock: Clock,
  { timeoutMs = TIMEOUT_MS } = {},
): Channel {
  return {
    compose,
    send: (payload, address) =>
      new Account(app, clock, timeoutMs, address).send(payload as PostText),
    // Sending the very same words again is the question: X refuses them as a duplicate where they have arrived.
    find: async () => ({ kind: "absent" }),
  };
}

function compose(content: Content): PostText {
  if (content.kind === "words" || content.kind === "report")
    throw new Error("what the team is told is not for customers");
  if (content.kind === "maintenance")
    return maintenanceText(content.maintenance);
  return postText(content.topic, content.stories);
}

/** One account, saying one thing. */
class Account {
  readonly #client: ReturnType<typeof xClient>;
  readonly #clock: Clock;
  readonly #timeout: number;
  readonly #address: Address;

  constructor(app: XApp, clock: Clock, timeout: number, address: Address) {
    const { accessToken = "", accessSecret = "" } = address.credentials;
    this.#client = xClient(app, { accessToken, accessSecret });
    this.#clock = clock;
    this.#timeout = timeout;
    this.#address = address;
  }

  async send(words: PostText): Promise<Outcome> {
    try {
      return await this.#post(words.text);
    } catch (error) {
      return isDuplicate(error)
        ? this.#afterDuplicate(words)
        : outcomeOf(error, this.#clock.now());
    }
  }

  /** As a reply under the outage's first post; on its own where X does not take it as a reply. */
  async #post(text: string): Promise<Outcome> {
    const under = this.#address.threadRemoteId;
    if (under === null) return this.#create({ text });
    try {
      return await this.#create({
        text,
        reply: { in_reply_to_tweet_id: under },
      });
    } catch (error) {
      if (!refusesReply(error)) throw error;
      return this.#create({ text });
    }
  }

  async #create(body: object): Promise<Outcome> {
    const answer = await this.#client.v2.post<{ data?: { id?: string } }>(
      "tweets",
      body,
      { timeout: this.#timeout },
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
  async #afterDuplicate(words: PostText): Promise<Outcome> {
    if (this.#address.attempt > 1)
      return { kind: "accepted", remoteId: await this.#idOf(words) };
    try {
      return await this.#post(words.alternative);
    } catch (error) {
      return outcomeOf(error, this.#clock.now());
    }
  }

  /** The id of a post that is there; empty where it cannot be seen. Replies need it, nothing else. */
  async #idOf({ text, alternative }: PostText): Promise<string> {
    const { recipient, since } = this.#address;
    try {
      const timeline = await this.#client.v2.get<{
        data?: { id: string; text: string }[];
      }>(
        `users/${recipient}/tweets`,
        { max_results: TIMELINE_PAGE, start_time: withoutMilliseconds(since) },
        { timeout: this.#timeout },
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

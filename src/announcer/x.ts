import type { TwitterRateLimit } from "twitter-api-v2";
import type { Clock } from "../base/clock.ts";
import type { Limit } from "../domain/posts/limits.ts";
import { ALT_TEXT_PRICE } from "../domain/posts/price.ts";
import { type Instant, SECOND } from "../domain/time.ts";
import type { Address, Channel, Outcome } from "./channel.ts";
import { type Post, postOf, type PostText } from "./posts/told.ts";
import { type XApp, xClient } from "./x/client.ts";
import { isDuplicate, outcomeOf, refusesReply } from "./x/errors.ts";
import { type Draw, uploadPicture } from "./x/picture.ts";
import { xWords } from "./x/words.ts";

/** Of one request; an answer that comes later is asked for. */
const TIMEOUT_MS = 5_000;
const TIMELINE_PAGE = 20;

/** Accounts on X; each outlet's credentials are its account's tokens. */
export function xChannel(
  app: XApp,
  clock: Clock,
  { timeoutMs = TIMEOUT_MS, draw }: { timeoutMs?: number; draw?: Draw } = {},
): Channel {
  return {
    compose: (content) => {
      const post = postOf(content, xWords);
      const extra = post.picture === undefined ? 0 : ALT_TEXT_PRICE;
      return { ...post, price: post.price + extra };
    },
    send: (payload, address) =>
      new Account(app, clock, { timeoutMs, draw }, address).send(
        payload as Post,
      ),
    // Sending the very same words again is the question: X refuses them as a duplicate where they have arrived.
    find: async () => ({ kind: "absent" }),
  };
}

/** One account, saying one thing. */
class Account {
  readonly #client: ReturnType<typeof xClient>;
  readonly #clock: Clock;
  readonly #timeout: number;
  readonly #draw: Draw | undefined;
  readonly #address: Address;
  #mediaId: string | undefined;

  constructor(
    app: XApp,
    clock: Clock,
    { timeoutMs, draw }: { timeoutMs: number; draw: Draw | undefined },
    address: Address,
  ) {
    const { accessToken = "", accessSecret = "" } = address.credentials;
    this.#client = xClient(app, { accessToken, accessSecret });
    this.#clock = clock;
    this.#timeout = timeoutMs;
    this.#draw = draw;
    this.#address = address;
  }

  async send(words: Post): Promise<Outcome> {
    // What may have been posted is only asked for by posting it again: that needs no picture.
    if (words.picture !== undefined && this.#address.attempt === 1)
      this.#mediaId = await uploadPicture(
        this.#client,
        this.#draw,
        words.picture,
      );
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
    const answer = await this.#client.v2.post<
      { data?: { id?: string } } | undefined
    >("tweets", this.#withPicture(body), {
      timeout: this.#timeout,
      fullResponse: true,
    });
    const id = answer.data?.data?.id;
    return id === undefined
      ? { kind: "ambiguous", reason: "X's answer names no post" }
      : { kind: "accepted", remoteId: id, ...limitsIn(answer.rateLimit) };
  }

  #withPicture(body: object): object {
    return this.#mediaId === undefined
      ? body
      : { ...body, media: { media_ids: [this.#mediaId] } };
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

/** What X says of the account's and the app's limits. */
function limitsIn(said: TwitterRateLimit | undefined): { limits?: Limit[] } {
  if (said === undefined) return {};
  const windows = [
    { name: "in 15 minutes", of: said },
    { name: "of the account in a day", of: said.userDay },
    { name: "of the app in a day", of: said.day },
  ];
  const limits = windows.flatMap(({ name, of }) =>
    of === undefined || !Number.isFinite(of.limit)
      ? []
      : [
          {
            name,
            remaining: of.remaining,
            limit: of.limit,
            resetsAt: of.reset * SECOND,
          },
        ],
  );
  return limits.length === 0 ? {} : { limits };
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

import {
  type AppBskyRichtextFacet,
  type AtpAgent,
  RichText,
  XRPCError,
} from "@atproto/api";
import type { Dispatcher } from "undici";
import type { Clock } from "../../base/clock.ts";
import type { Instant } from "../../domain/time.ts";
import type { Address, Found, Outcome } from "../channel.ts";
import type { PostText } from "../posts/told.ts";
import { blueskyAgent } from "./client.ts";
import { isSignedOut, outcomeOf } from "./errors.ts";

const COLLECTION = "app.bsky.feed.post";

export interface BlueskyPost extends PostText {
  /** The record's name, chosen before the first attempt: the same post again is the same record. */
  rkey: string;
  language: string;
}

/** Posts as records of the accounts' own repositories. */
export class Records {
  readonly #sessions: Sessions;
  readonly #clock: Clock;

  constructor(dispatcher: Dispatcher, clock: Clock, timeoutMs: number) {
    this.#sessions = new Sessions(dispatcher, timeoutMs);
    this.#clock = clock;
  }

  async send(post: BlueskyPost, address: Address): Promise<Outcome> {
    return send(this.#sessions, post, address, this.#clock);
  }

  async find(post: BlueskyPost, address: Address): Promise<Found> {
    return find(this.#sessions, post, address, this.#clock);
  }
}

async function send(
  sessions: Sessions,
  post: BlueskyPost,
  address: Address,
  clock: Clock,
): Promise<Outcome> {
  let session: Session;
  try {
    session = await sessions.of(address);
  } catch (error) {
    return notPosted(outcomeOf(error, clock.now()));
  }
  try {
    const { data } = await session.agent.com.atproto.repo.createRecord({
      repo: address.recipient,
      collection: COLLECTION,
      rkey: post.rkey,
      record: recordOf(post, address.threadRemoteId, clock.now()),
    });
    return { kind: "accepted", remoteId: `${data.uri} ${data.cid}` };
  } catch (error) {
    if (isSignedOut(error)) sessions.forget(address);
    if (isSignedOut(error) && !session.isFresh)
      return { kind: "later", reason: "the session at Bluesky was over" };
    const outcome = outcomeOf(error, clock.now());
    if (outcome.kind !== "never" || address.attempt === 1) return outcome;
    // An earlier attempt may have arrived after all: then the name is taken.
    const found = await find(sessions, post, address, clock);
    return found.kind === "found"
      ? { kind: "accepted", remoteId: found.remoteId }
      : outcome;
  }
}

/** Signing in posts nothing: there is nothing to be unsure about. */
function notPosted(outcome: Outcome): Outcome {
  return outcome.kind === "ambiguous"
    ? { kind: "later", reason: outcome.reason }
    : outcome;
}

async function find(
  sessions: Sessions,
  { rkey }: BlueskyPost,
  address: Address,
  clock: Clock,
): Promise<Found> {
  try {
    const { agent } = await sessions.of(address);
    const { data } = await agent.com.atproto.repo.getRecord({
      repo: address.recipient,
      collection: COLLECTION,
      rkey,
    });
    return { kind: "found", remoteId: `${data.uri} ${data.cid ?? ""}` };
  } catch (error) {
    if (error instanceof XRPCError && error.error === "RecordNotFound")
      return { kind: "absent" };
    if (isSignedOut(error)) sessions.forget(address);
    const outcome = outcomeOf(error, clock.now());
    const reason = "reason" in outcome ? outcome.reason : "no answer";
    return { kind: "unsure", reason };
  }
}

/** Readers' timelines go by the record's own time: one from before it was allowed would stand below what they have read. */
function recordOf(
  { text, language }: BlueskyPost,
  under: string | null,
  now: Instant,
): Record<string, unknown> {
  const facets = linksIn(text);
  const [uri = "", cid = ""] = (under ?? "").split(" ");
  const above = { uri, cid };
  return {
    $type: COLLECTION,
    text,
    createdAt: new Date(now).toISOString(),
    langs: [language],
    ...(facets.length === 0 ? {} : { facets }),
    ...(under === null ? {} : { reply: { root: above, parent: above } }),
  };
}

/** An address is a link only where the post says so; mentions and tags are never made. */
function linksIn(text: string): AppBskyRichtextFacet.Main[] {
  const rich = new RichText({ text });
  rich.detectFacetsWithoutResolution();
  return (rich.facets ?? []).filter(({ features }) =>
    features.every(({ $type }) => $type === "app.bsky.richtext.facet#link"),
  );
}

interface Session {
  agent: AtpAgent;
  /** Its app password was accepted just now. */
  isFresh: boolean;
}

/** Signed-in agents, kept: a server lets nobody sign in for each post. */
class Sessions {
  readonly #agents = new Map<string, Promise<AtpAgent>>();
  readonly #dispatcher: Dispatcher;
  readonly #timeoutMs: number;

  constructor(dispatcher: Dispatcher, timeoutMs: number) {
    this.#dispatcher = dispatcher;
    this.#timeoutMs = timeoutMs;
  }

  async of(address: Address): Promise<Session> {
    const key = keyOf(address);
    const known = this.#agents.get(key);
    const agent = known ?? this.#signIn(address);
    this.#agents.set(key, agent);
    try {
      return { agent: await agent, isFresh: known === undefined };
    } catch (error) {
      this.#agents.delete(key);
      throw error;
    }
  }

  forget(address: Address): void {
    this.#agents.delete(keyOf(address));
  }

  async #signIn({ credentials }: Address): Promise<AtpAgent> {
    const { server = "", identifier = "", password = "" } = credentials;
    const agent = blueskyAgent(server, this.#dispatcher, this.#timeoutMs);
    await agent.login({ identifier, password });
    return agent;
  }
}

function keyOf({ recipient, credentials }: Address): string {
  return `${recipient} ${credentials["server"]} ${credentials["password"]}`;
}

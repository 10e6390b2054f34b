import { randomUUID } from "node:crypto";
import type { Dispatcher } from "undici";
import type { Clock } from "../base/clock.ts";
import { inert, updateText } from "../base/post-words.ts";
import type { Language } from "../domain/posts/languages.ts";
import type { Address, Channel, Found, Outcome } from "./channel.ts";
import { mastodonClient } from "./mastodon/client.ts";
import { outcomeOf, refusesReply } from "./mastodon/errors.ts";
import { postOf, type PostText, type Words } from "./posts/told.ts";

/** https://docs.joinmastodon.org/user/posting/: as people count letters. */
const LONGEST = 500;
const TIMEOUT_MS = 5_000;
/** An account says no more than this between an attempt and the question whether it arrived. */
const LATEST = 40;

const words: Words = {
  fits: (text) => [...new Intl.Segmenter().segment(text)].length <= LONGEST,
  inert,
  update: updateText,
  price: () => 0,
};

interface MastodonPost extends PostText {
  /** Under this name the server takes the same post once. */
  key: string;
  language: Language;
}

/** Accounts on Mastodon; each outlet's credentials are its server and its token. */
export function mastodonChannel(
  dispatcher: Dispatcher,
  clock: Clock,
  { timeoutMs = TIMEOUT_MS } = {},
): Channel {
  const clientFor = ({ credentials }: Address) => {
    const { server = "", accessToken = "" } = credentials;
    return mastodonClient({ server, accessToken }, dispatcher, timeoutMs);
  };
  const send = async (
    { text, key, language }: MastodonPost,
    address: Address,
  ): Promise<Outcome> => {
    const under = address.threadRemoteId;
    const create = async (reply: object, keyed: string): Promise<Outcome> => {
      const { id } = await clientFor(address).v1.statuses.create(
        { status: text, language, visibility: "public", ...reply },
        { requestInit: { headers: { "Idempotency-Key": keyed } } },
      );
      return typeof id === "string"
        ? { kind: "accepted", remoteId: id }
        : { kind: "ambiguous", reason: "Mastodon's answer names no post" };
    };
    try {
      return under === null
        ? await create({}, key)
        : await create({ inReplyToId: under }, key);
    } catch (error) {
      if (under === null || !refusesReply(error))
        return outcomeOf(error, clock.now());
    }
    try {
      return await create({}, `${key}-alone`);
    } catch (error) {
      return outcomeOf(error, clock.now());
    }
  };
  const find = async (
    { text }: MastodonPost,
    address: Address,
  ): Promise<Found> => {
    try {
      const posts = await clientFor(address)
        .v1.accounts.$select(address.recipient.split("@")[0] ?? "")
        .statuses.list({ limit: LATEST, excludeReblogs: true });
      const found = posts.find(
        ({ content, createdAt }) =>
          isSaid(text, content) && Date.parse(createdAt) >= address.since,
      );
      return found === undefined
        ? { kind: "absent" }
        : { kind: "found", remoteId: found.id };
    } catch (error) {
      const outcome = outcomeOf(error, clock.now());
      const reason = "reason" in outcome ? outcome.reason : "no answer";
      return { kind: "unsure", reason };
    }
  };
  return {
    compose(content): MastodonPost {
      const { text, alternative, price } = postOf(content, words);
      const voice = "voice" in content ? content.voice : undefined;
      const language = voice?.language ?? "en";
      return { text, alternative, price, key: randomUUID(), language };
    },
    send: (payload, address) => send(payload as MastodonPost, address),
    find: (payload, address) => find(payload as MastodonPost, address),
  };
}

/** Whether that is the text: servers give a post back as HTML, with paragraphs where there were empty lines. */
function isSaid(text: string, html: string): boolean {
  return squeezed(plainText(html)) === squeezed(text);
}

function plainText(html: string): string {
  return html
    .replace(/<br\s*\/?>|<\/p>/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replace(/&(?:quot|#34);/g, '"')
    .replace(/&(?:apos|#39);/g, "'")
    .replaceAll("&amp;", "&");
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

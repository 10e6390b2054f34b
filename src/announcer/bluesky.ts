import type { Dispatcher } from "undici";
import type { Clock } from "../base/clock.ts";
import { inert, updateText } from "../base/post-words.ts";
import type { BlueskyPost, Records } from "./bluesky/records.ts";
import { newTid } from "./bluesky/tid.ts";
import type { Channel } from "./channel.ts";
import { postOf, type Words } from "./posts/told.ts";

/** The lexicon of app.bsky.feed.post: letters as people count them, and bytes. */
const LONGEST = 300;
const MOST_BYTES = 3_000;
const TIMEOUT_MS = 5_000;

const words: Words = {
  fits: (text) =>
    [...new Intl.Segmenter().segment(text)].length <= LONGEST &&
    Buffer.byteLength(text) <= MOST_BYTES,
  inert,
  update: updateText,
  price: () => 0,
};

/** Accounts on Bluesky; each outlet's credentials are its server, its name and its app password. */
export function blueskyChannel(
  dispatcher: Dispatcher,
  clock: Clock,
  { timeoutMs = TIMEOUT_MS } = {},
): Channel {
  let records: Promise<Records> | undefined;
  const open = async (): Promise<Records> => {
    const { Records } = await import("./bluesky/records.ts"); // a large library, for the few who post there
    return new Records(dispatcher, clock, timeoutMs);
  };
  const opened = (): Promise<Records> => (records ??= open());
  return {
    compose(content): BlueskyPost {
      const { text, alternative, price } = postOf(content, words);
      const voice = "voice" in content ? content.voice : undefined;
      return {
        text,
        alternative,
        price,
        rkey: newTid(clock.now()),
        language: voice?.language ?? "en",
      };
    },
    send: async (payload, address) =>
      (await opened()).send(payload as BlueskyPost, address),
    find: async (payload, address) =>
      (await opened()).find(payload as BlueskyPost, address),
  };
}

import type { Outside } from "../outside.ts";
import type { WayOut } from "./places.ts";

/** A message as a remote accepted it. */
export interface Heard {
  way: WayOut;
  /** The same for copies that count as one: a mail's Message-ID, a webhook's idempotency key. */
  key: string;
  /** To whom, where the same words may go to several. */
  to: string;
  text: string;
  at: number;
}

/** All that the remotes accepted so far. */
export class Ears {
  readonly #world: Outside;
  readonly #heard: Heard[] = [];
  readonly #last: Record<WayOut, number> = {
    slack: 0,
    x: 0,
    mastodon: 0,
    bluesky: 0,
    sms: 0,
    mail: 0,
    webhook: 0,
  };

  constructor(world: Outside) {
    this.#world = world;
  }

  /** Oldest first for each way. */
  async all(): Promise<readonly Heard[]> {
    await this.#slack();
    await this.#read("x", "x/tweets", "tweets", (post) => ({
      key: post["id"],
      to: post["accountId"],
      text: post["text"],
    }));
    await this.#read("mail", "mail/messages", "messages", (mail) => ({
      key: mail["messageId"],
      to: String(mail["to"]),
      text: `${String(mail["subject"])}\n${String(mail["text"])}`,
    }));
    await this.#read("sms", "twilio/messages", "messages", (sms) => ({
      key: sms["sid"],
      to: sms["to"],
      text: sms["body"],
    }));
    await this.#posts("mastodon", ({ id, username, text }) => ({
      key: id,
      to: username,
      text,
    }));
    await this.#posts("bluesky", ({ uri, handle, text }) => ({
      key: uri,
      to: handle,
      text,
    }));
    await this.#webhooks();
    return this.#heard;
  }

  async #slack(): Promise<void> {
    const records = await this.#world.slack.records({
      kind: ["message", "edit"],
      after: this.#last.slack,
    });
    for (const { seq, kind, ts, channel, text, at } of records) {
      this.#last.slack = seq;
      const key = `${String(channel)} ${String(ts)}`;
      if (kind === "edit") this.#edited(key, String(text));
      else
        this.#heard.push({
          way: "slack",
          key,
          to: String(channel),
          text: String(text),
          at,
        });
    }
  }

  /** What joined a message that is out is said by it, too. */
  #edited(key: string, text: string): void {
    const message = this.#heard.find((one) => one.key === key);
    if (message !== undefined) message.text = text;
  }

  async #read(
    way: "x" | "mail" | "sms",
    path: string,
    name: string,
    read: (entry: Record<string, unknown>) => Record<string, unknown>,
  ): Promise<void> {
    const answer = (await this.#world.control(
      "GET",
      `${path}?after=${this.#last[way]}`,
    )) as Record<string, unknown>;
    for (const entry of answer[name] as Record<string, unknown>[]) {
      this.#last[way] = entry["seq"] as number;
      this.#hear(way, entry["at"] as number, read(entry));
    }
  }

  /** What a network shows that gives out all of it. */
  async #posts(
    way: "mastodon" | "bluesky",
    read: (post: Record<string, unknown>) => Record<string, unknown>,
  ): Promise<void> {
    const { posts } = (await this.#world.control("GET", `${way}/posts`)) as {
      posts: Record<string, unknown>[];
    };
    for (const post of posts.slice(this.#last[way]))
      this.#hear(way, post["at"] as number, read(post));
    this.#last[way] = posts.length;
  }

  #hear(
    way: WayOut,
    at: number,
    { key, to, text }: Record<string, unknown>,
  ): void {
    this.#heard.push({
      way,
      key: String(key),
      to: String(to),
      text: String(text),
      at,
    });
  }

  async #webhooks(): Promise<void> {
    const { received } = (await this.#world.control(
      "GET",
      "hooks/received",
    )) as {
      received: { id: string; name: string; body: unknown; at: number }[];
    };
    for (const { id, name, body, at } of received.slice(this.#last.webhook))
      this.#heard.push({
        way: "webhook",
        key: id,
        to: name,
        text: JSON.stringify(body),
        at,
      });
    this.#last.webhook = received.length;
  }
}

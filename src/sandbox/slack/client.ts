import type { Result, Seen } from "./acting/seen.ts";
import type { Act } from "./acting/place.ts";
import type { Closing, Submission } from "./acting/forms.ts";
import type { Membership, ShortcutUse } from "./acting/others.ts";
import type { Pressing } from "./acting/pressing.ts";
import type { Typing } from "./acting/typing.ts";
import type { Asking, Offer } from "./acting/choosing.ts";
import type { Json } from "./json.ts";
import type { RecordKind, SlackRecord } from "./records.ts";
import type { SlackSettings } from "./settings.ts";

export type { Result, Seen } from "./acting/seen.ts";
export type { Json } from "./json.ts";

export type Recorded = SlackRecord & { seq: number };

export interface RecordQuery {
  kind?: RecordKind | RecordKind[];
  /** An id or a name. */
  channel?: string;
  /** Only those after this number. */
  after?: number;
  /** Wait for so many, at most `wait` ms. */
  atLeast?: number;
  wait?: number;
}

/** The pretend Slack, driven over its control routes. Whatever it refuses is thrown with its reason. */
export class SlackClient {
  readonly #base: string;

  /** `url` is the sandbox's. */
  constructor(url: string) {
    this.#base = `${url.replace(/\/$/, "")}/control/slack`;
  }

  type(typing: Typing): Promise<Seen> {
    return this.#post("/act/type", typing);
  }

  press(pressing: Pressing): Promise<Seen> {
    return this.#post("/act/press", pressing);
  }

  submit(submission: Submission): Promise<Seen> {
    return this.#post("/act/submit", submission);
  }

  close(closing: Closing): Promise<Seen> {
    return this.#post("/act/close", closing);
  }

  options(asking: Asking): Promise<Offer> {
    return this.#post("/act/options", asking);
  }

  home(act: Act): Promise<Seen & { home: Json | null }> {
    return this.#post("/act/home", act);
  }

  shortcut(use: ShortcutUse): Promise<Seen> {
    return this.#post("/act/shortcut", use);
  }

  member(membership: Membership): Promise<Result> {
    return this.#post("/act/member", membership);
  }

  /** What happened, oldest first. */
  async records(query: RecordQuery = {}): Promise<Recorded[]> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query))
      search.set(name, String(value));
    const { records } = await this.#ask<{ records: Recorded[] }>(
      "GET",
      `/records?${search.toString()}`,
    );
    return records;
  }

  /** The number of the last record. */
  async last(): Promise<number> {
    const { last } = await this.#ask<{ last: number }>(
      "GET",
      "/records?kind=late-ack",
    );
    return last;
  }

  /** What stands in a channel now, or in all of them. */
  async messages(channel?: string): Promise<Json[]> {
    const query =
      channel === undefined ? "" : `?channel=${encodeURIComponent(channel)}`;
    const { messages } = await this.#ask<{ messages: Json[] }>(
      "GET",
      `/messages${query}`,
    );
    return messages;
  }

  set(settings: Partial<SlackSettings>): Promise<SlackSettings> {
    return this.#post("/settings", settings);
  }

  settings(): Promise<SlackSettings & { sockets: number }> {
    return this.#ask("GET", "/settings");
  }

  repeatEvent(eventId: string, num = 1): Promise<Result> {
    return this.#post("/events/repeat", { event_id: eventId, num });
  }

  /** Sends the app away from its sockets: with Slack's word for it, or by cutting them. */
  disconnect(reason: string): Promise<{ sockets: number }> {
    return this.#post("/sockets/disconnect", { reason });
  }

  channel(body: {
    name: string;
    kind?: "public" | "private";
    isArchived?: boolean;
    members?: string[];
  }): Promise<{ id: string }> {
    return this.#post("/channels", body);
  }

  /** A file that somebody chooses for a form; its id is what is entered into the field. */
  file(body: {
    user: string;
    name: string;
    content: string;
    encoding?: "base64";
    size?: number;
  }): Promise<{ id: string }> {
    return this.#post("/files", body);
  }

  #post<Answer>(path: string, body: object): Promise<Answer> {
    return this.#ask("POST", path, body);
  }

  async #ask<Answer>(
    method: string,
    path: string,
    body?: object,
  ): Promise<Answer> {
    const response = await fetch(this.#base + path, {
      method,
      ...(body === undefined
        ? {}
        : {
            headers: { "content-type": "application/json" },
            body: JSON.stringify(body),
          }),
    });
    const answer = (await response.json()) as Answer & { error?: string };
    if (!response.ok)
      throw new Error(`${path}: ${answer.error ?? response.status}`);
    return answer;
  }
}

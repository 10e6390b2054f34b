import type { TestContext } from "node:test";
import { connectAccount } from "../actions/audience/connect-account.ts";
import { xClient } from "../announcer/x/client.ts";
import type { Fault } from "../sandbox/faults.ts";
import {
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from "../sandbox/index.ts";
import { SlackClient } from "../sandbox/slack/client.ts";
import type { Store } from "../store/db.ts";
import { contextOf, granted } from "./factory.ts";
import { PATIENCE_MS } from "./until.ts";

/** A post on X, as the sandbox accepted it. */
export interface Post {
  id: string;
  text: string;
  username: string;
  at: number;
  replyTo?: string;
}

/** A message in Slack, as the sandbox accepted it. */
export interface SlackPost {
  ts: string;
  text: string;
  channel: string;
  at: number;
  threadTs?: string;
  thread_ts?: string;
  blocks?: unknown[];
}

/** The pretend outside world of a test, and what it received. */
export class Outside {
  readonly sandbox: Sandbox;
  readonly slack: SlackClient;

  constructor(sandbox: Sandbox) {
    this.sandbox = sandbox;
    this.slack = new SlackClient(sandbox.url);
  }

  async fault(
    on: string,
    kind: Fault["kind"],
    more: Partial<Fault> = {},
  ): Promise<void> {
    await this.control("POST", "faults", { on, kind, times: 1, ...more });
  }

  async clearFaults(): Promise<void> {
    await this.control("DELETE", "faults");
  }

  async posts(): Promise<Post[]> {
    const { tweets } = (await this.control("GET", "x/tweets")) as {
      tweets: Post[];
    };
    return tweets;
  }

  /** Waits for the posts on X to be at least so many; what there is then, also where they never came. */
  async postsAtLeast(count: number): Promise<Post[]> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const { tweets, last } = (await this.control("GET", "x/tweets")) as {
        tweets: Post[];
        last: number;
      };
      if (tweets.length >= count || Date.now() > deadline) return tweets;
      await this.control(
        "GET",
        `x/tweets?after=${last}&wait=${Math.max(1, deadline - Date.now())}`,
      );
    }
  }

  /**
   * Every message that Slack accepted, in order, edits not counted; `atLeast` waits for so many. Texts are as people see
   * them, without the invisible joiners that keep Slack from making links.
   */
  async messages(query: { atLeast?: number } = {}): Promise<SlackPost[]> {
    const records = (await this.slack.records({
      kind: "message",
      ...query,
      wait: query.atLeast === undefined ? 0 : PATIENCE_MS,
    })) as unknown as SlackPost[];
    return records.map((record) => ({
      ...record,
      text: record.text.replaceAll("\u2060", ""),
    }));
  }

  /**
   * What somebody types, and the text of what is answered to them alone; "" for none within a minute. What happens in the
   * channel meanwhile is no answer.
   */
  async ask(user: string, channel: string, text: string): Promise<string> {
    const since = await this.slack.last();
    const { ephemerals } = await this.slack.type({ user, channel, text });
    const said =
      ephemerals.length > 0
        ? ephemerals
        : await this.slack.records({
            kind: "ephemeral",
            after: since,
            atLeast: 1,
            wait: PATIENCE_MS,
          });
    return said
      .map((one) => String(one["text"]))
      .join("\n")
      .replaceAll("\u2060", "");
  }

  async setTarget(name: string, way: string, more: object = {}): Promise<void> {
    await this.control("PUT", `targets/${name}/way`, { way, ...more });
  }

  targetUrl(name: string): string {
    const url = this.sandbox.targetUrl(name);
    if (url === undefined) throw new Error(`no target ${name}`);
    return url;
  }

  /** Any of the sandbox's control routes; an answer other than 2xx is thrown. */
  async control(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.sandbox.url}/control/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : {
            headers: { "content-type": "application/json" },
            body: JSON.stringify(body),
          }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }
}

/** A sandbox of the test's own; stopped with it. */
export async function outside(
  t: Pick<TestContext, "after">,
  options: SandboxOptions = {},
): Promise<Outside> {
  const sandbox = await startSandbox(options);
  t.after(() => sandbox.stop());
  return new Outside(sandbox);
}

/** Lets one of the sandbox's accounts on X speak for a namespace, as its sign-in would. */
export async function connectX(
  store: Store,
  { sandbox }: Outside,
  slug: string,
  handle: string,
): Promise<void> {
  const tokens = {
    accessToken: `${handle}-token`,
    accessSecret: `${handle}-token-secret`,
  };
  const { data } = await xClient(
    { ...sandbox.credentials.twitter, apiUrl: sandbox.url },
    tokens,
  ).v2.me();
  granted(
    await connectAccount(contextOf(store), slug, {
      channel: "x",
      id: data.id,
      handle,
      tokens,
    }),
  );
}

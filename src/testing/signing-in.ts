// People who sign in with a pretended Slack, on a real web server over a database of the test's own.
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { Actor } from "../actions/context.ts";
import { Directory } from "../bot/directory.ts";
import type { ProbeResult } from "../domain/result.ts";
import { CALLBACK_PATH } from "../base/callback-path.ts";
import { defaultSeed } from "../sandbox/slack/index.ts";
import {
  type ServedSlack,
  serveSlack,
} from "../sandbox/slack/serve-slack-for-tests.ts";
import type { SlackState } from "../sandbox/slack/state.ts";
import { signInRouter } from "../web/sign-in/router.ts";
import { signInOf } from "../wiring/sign-in.ts";
import { testLog } from "./database.ts";
import { contextOf } from "./factory.ts";
import { openStatusPage, type StatusPage } from "./status-page.ts";
import { connector } from "./web.ts";

/** What a browser keeps, and how it asks. */
export class Jar {
  readonly #origin: string;
  readonly cookies = new Map<string, string>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(path, this.#origin);
    const cookie = [...this.cookies].map((pair) => pair.join("=")).join("; ");
    const headers = new Headers(init.headers);
    if (cookie !== "") headers.set("cookie", cookie);
    const response = await fetch(url, { redirect: "manual", ...init, headers });
    for (const set of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** What somebody sees at an address, as HTML. */
  async read(path: string): Promise<string> {
    return (await this.ask(path)).text();
  }

  /** Sends a form as a page of ours does. */
  post(
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = { origin: this.#origin },
  ): Promise<Response> {
    const body = new URLSearchParams(fields);
    return this.ask(path, { method: "POST", body, headers });
  }

  /** The word that the forms of a page hold. */
  async formToken(path: string): Promise<string> {
    const [, token = ""] =
      /name="token" value="([^"]+)"/.exec(await this.read(path)) ?? [];
    return token;
  }
}

export interface Reception extends StatusPage {
  slack: ServedSlack;
  /** What is seen when a monitor is looked at out of turn. */
  setProbe: (result: ProbeResult) => void;
  /** A browser that nobody signed in with. */
  jar: () => Jar;
  /** Slack's address to which somebody is sent who begins to sign in. */
  begin: (jar: Jar, to?: string) => Promise<URL>;
  /** Says yes to Slack as somebody; the address that Slack sends them back to. */
  agree: (asked: URL, user: string) => Promise<string>;
  /** Somebody is deactivated in Slack. */
  deactivate: (user: string) => void;
  /** A browser with which somebody is signed in. */
  enter: (user: string) => Promise<Jar>;
}

export async function openReception(t: TestContext): Promise<Reception> {
  const seed = defaultSeed();
  const slack = await serveSlack({ seed });
  t.after(() => slack.stop());
  let result: ProbeResult = { outcome: "up", latencyMs: 12 };
  let origin = "";
  const page = await openStatusPage(t, (parts) => {
    const directory = new Directory({
      botToken: slack.slack.settings.botToken,
      apiUrl: slack.slackApiUrl,
      admins: [],
      ...parts,
    });
    const signIn = signInOf(
      {
        clientId: slack.slack.settings.clientId,
        clientSecret: slack.slack.settings.clientSecret,
        issuer: `${slack.url}/slack`,
      },
      {
        context: parts.context,
        contextOf: (actor: Actor) =>
          contextOf(parts.store, { actor, now: parts.clock.now() }),
        actorOf: (userId) => directory.actor(userId),
        teamId: () => directory.teamId(),
        probe: async () => result,
        connector,
        urlOf: (path) => `${origin}${path}`,
        log: testLog,
      },
    );
    assert.ok(signIn);
    return { inside: signIn.desk, routers: [signInRouter(signIn.parts)] };
  });
  ({ origin } = page);
  await slack.client.set({ redirectUrls: [`${origin}${CALLBACK_PATH}`] });
  const reception: Reception = {
    ...page,
    slack,
    setProbe: (next) => {
      result = next;
    },
    jar: () => new Jar(origin),
    begin: async (jar, to = "/") => {
      const asked = await jar.ask(`/sign-in?to=${encodeURIComponent(to)}`);
      return new URL(asked.headers.get("location") ?? "", origin);
    },
    agree: async (asked, user) => {
      const body = new URLSearchParams([...asked.searchParams, ["user", user]]);
      const response = await fetch(asked.origin + asked.pathname, {
        method: "POST",
        redirect: "manual",
        body,
      });
      return response.headers.get("location") ?? "";
    },
    deactivate: (user) => {
      const { state } = slack.slack.snapshot() as { state: SlackState };
      for (const one of state.users)
        if (one.name === user) one.isDeleted = true;
    },
    enter: async (user) => {
      const jar = reception.jar();
      const back = await reception.agree(await reception.begin(jar), user);
      const entered = await jar.ask(back);
      assert.equal(entered.status, 303, await entered.text());
      return jar;
    },
  };
  return reception;
}

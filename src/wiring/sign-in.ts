import type { Actor, Context } from "../actions/context.ts";
import { connectedDispatcher } from "../announcer/posts/dispatcher.ts";
import type { Log } from "../base/log.ts";
import type { SignInConfig } from "../config.ts";
import type { Connector } from "../net/connector.ts";
import { InsideDesk, type InsideParts } from "../web/inside/desk.ts";
import { cookiesFor } from "../web/sign-in/cookies.ts";
import { Provider } from "../web/sign-in/provider.ts";
import { CALLBACK_PATH } from "../base/callback-path.ts";
import type { SignInParts } from "../web/sign-in/router.ts";
import { Visitors } from "../web/sign-in/visitors.ts";

/** What lets people of the team sign in on the web, and what they see and do then. */
export interface SignIn {
  desk: InsideDesk;
  parts: SignInParts;
}

/** Undefined where nobody signs in. `urlOf` is asked late: the port is known when the web server listens. */
export function signInOf(
  config: SignInConfig | null,
  {
    connector,
    urlOf,
    log,
    probe,
    ...who
  }: {
    context: () => Context;
    contextOf: (actor: Actor) => Context;
    actorOf: (userId: string) => Promise<Actor>;
    teamId: () => Promise<string | undefined>;
    probe: InsideParts["probe"];
    connector: Connector;
    urlOf: (path: string) => string;
    log: Log;
  },
): SignIn | undefined {
  if (config === null) return undefined;
  const dispatcher = connectedDispatcher(connector);
  const publicUrl = (): string => urlOf("");
  const cookies = cookiesFor(publicUrl());
  const visitors = new Visitors({ ...who, cookies, log });
  const provider = new Provider({
    ...config,
    redirectUri: () => urlOf(CALLBACK_PATH),
    fetch: (input, init) => {
      // Node's fetch knows dispatchers, its types do not.
      const options = { ...init, dispatcher } as unknown as RequestInit;
      return fetch(input, options);
    },
  });
  return {
    desk: new InsideDesk({ ...who, visitors, probe, publicUrl, log }),
    parts: { ...who, provider, visitors, cookies, publicUrl, log },
  };
}

import { type Actor, type Context, system } from "../actions/context.ts";
import type { Log } from "../base/log.ts";
import { Directory } from "../bot/directory.ts";
import type { ProbeContext } from "../checks/check.ts";
import type { Config } from "../config.ts";
import type { Foundation } from "../foundation.ts";
import { probeNow } from "../scheduler/probe-now.ts";
import type { PrivateParts } from "../web/api/private-router.ts";
import { Gate } from "../web/gate.ts";
import { type SignIn, signInOf } from "./sign-in.ts";

export interface MachineParts extends Pick<ProbeContext, "connector" | "sms"> {
  foundation: Foundation;
  contextOf: (actor: Actor) => Context;
}

/** What is done for those who bring a token, and for those who sign in. */
export interface Machine extends PrivateParts {
  /** Undefined where nobody signs in. `urlOf` is where this program is reached from outside. */
  signIn: (urlOf: (path: string) => string) => SignIn | undefined;
}

export function machineOf(
  { slack, admins, signIn }: Config,
  { foundation, contextOf, connector, sms }: MachineParts,
  log: Log,
): Machine {
  if (slack === null) throw new Error("who somebody is, Slack tells");
  const { store, clock } = foundation;
  const { botToken, apiUrl } = slack;
  const directory = new Directory({
    botToken,
    apiUrl,
    admins,
    store,
    clock,
    log,
  });
  const context = (): Context => contextOf(system);
  const actorOf = (userId: string): Promise<Actor> => directory.actor(userId);
  const probe = (monitorId: number) =>
    probeNow(context(), { connector, sms }, monitorId);
  return {
    gate: new Gate({ context, actorOf }),
    context,
    contextOf,
    probe,
    channel: (id) => directory.channel(id),
    signIn: (urlOf) =>
      signInOf(signIn, {
        context,
        contextOf,
        actorOf,
        teamId: () => directory.teamId(),
        probe,
        connector,
        urlOf,
        log,
      }),
  };
}

import { type Actor, type Context, system } from "../actions/context.ts";
import type { Log } from "../base/log.ts";
import { Directory } from "../bot/directory.ts";
import type { ProbeContext } from "../checks/check.ts";
import type { Config } from "../config.ts";
import type { Foundation } from "../foundation.ts";
import { probeNow } from "../scheduler/probe-now.ts";
import type { PrivateParts } from "../web/api/private-router.ts";
import { Gate } from "../web/gate.ts";

export interface MachineParts extends Pick<ProbeContext, "connector" | "sms"> {
  foundation: Foundation;
  contextOf: (actor: Actor) => Context;
}

/** What is done for those who bring a token. */
export function machineOf(
  { slack, admins }: Config,
  { foundation, contextOf, connector, sms }: MachineParts,
  log: Log,
): PrivateParts {
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
  return {
    gate: new Gate({ context, actorOf: (userId) => directory.actor(userId) }),
    context,
    contextOf,
    probe: (monitorId) => probeNow(context(), { connector, sms }, monitorId),
    channel: (id) => directory.channel(id),
  };
}

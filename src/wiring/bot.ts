import { type Actor, type Context, system } from "../actions/context.ts";
import { examineFor } from "../actions/doctor.ts";
import { connectedDispatcher } from "../announcer/posts/dispatcher.ts";
import { networkSignIns } from "../announcer/posts/sign-ins.ts";
import { beginSignIn, finishSignIn } from "../announcer/x/sign-in.ts";
import type { Log } from "../base/log.ts";
import { type Bot, createBot } from "../bot/app.ts";
import type { ProbeContext } from "../checks/check.ts";
import type { Config } from "../config.ts";
import type { Foundation } from "../foundation.ts";
import type { Studio } from "../pictures/studio.ts";
import { probeNow } from "../scheduler/probe-now.ts";
import { tryOut } from "../scheduler/try-out.ts";
import { mayNotReach } from "../net/may-not-reach.ts";
import { patientOf } from "./doctor.ts";
import { channelFinder } from "./slack-channels.ts";

export interface BotParts extends Pick<ProbeContext, "connector" | "sms"> {
  foundation: Foundation;
  contextOf: (actor: Actor) => Context;
  /** Where this program is reached from outside. */
  urlOf: (path: string) => string;
  studio: Studio;
}

/** The bot, with all that its commands work with. */
export function botOf(
  config: Config,
  { foundation, contextOf, urlOf, connector, sms, studio }: BotParts,
  log: Log,
): Bot {
  const { slack, twitter, admins, mail } = config;
  if (slack === null) throw new Error("the bot needs Slack");
  return createBot({
    botToken: slack.botToken,
    intake:
      slack.mode === "socket"
        ? { mode: "socket", appToken: slack.appToken }
        : { mode: "http", signingSecret: slack.signingSecret },
    commands: slack.commands,
    apiUrl: slack.apiUrl,
    admins,
    clock: foundation.clock,
    log,
    tools: {
      context: contextOf,
      urlOf,
      probe: (monitorId) =>
        probeNow(contextOf(system), { connector, sms }, monitorId),
      tryOut: (trial) => tryOut(trial, { connector, sms }),
      findChannel: channelFinder(config, log),
      examine: (actor) =>
        examineFor(
          contextOf(actor),
          patientOf(config, foundation, connector, log),
        ),
      draw: (picture) => studio.png(picture),
      mail:
        mail === null
          ? undefined
          : { host: mail.server.host, from: mail.from.address },
      mayNotReach: (host) => mayNotReach(connector, host),
      openSecret: (name) => config.monitorSecrets[name],
      networks: networkSignIns(connectedDispatcher(connector)),
      signIn:
        twitter === null
          ? null
          : {
              begin: () => beginSignIn(twitter),
              finish: (ticket, pin) => finishSignIn(twitter, ticket, pin),
            },
    },
  });
}

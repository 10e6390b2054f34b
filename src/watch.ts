import { WebClient } from "@slack/web-api";
import { Router } from "express";
import { type Actor, type Context, system } from "./actions/context.ts";
import { tellOperators } from "./actions/tell-operators.ts";
import type { Channel } from "./announcer/channel.ts";
import { slackChannel } from "./announcer/slack.ts";
import { beginSignIn, finishSignIn } from "./announcer/x/sign-in.ts";
import { xChannel } from "./announcer/x.ts";
import { armCrash } from "./base/crash.ts";
import type { Log } from "./base/log.ts";
import { type Bot, createBot } from "./bot/app.ts";
import { slackLog } from "./bot/slack-log.ts";
import { type Config, defaultWitnesses } from "./config.ts";
import { type Foundation, openFoundation } from "./foundation.ts";
import { createConnector } from "./net/create-connector.ts";
import type { Connector } from "./net/connector.ts";
import type { Sandbox } from "./sandbox/index.ts";
import { DEMO_CHANNEL, furnish, joinSandbox } from "./sandbox-world.ts";
import { probeNow } from "./scheduler/probe-now.ts";
import { startScheduler, type Scheduler } from "./scheduler/index.ts";
import { DELIVERIES_CHANNEL } from "./store/deliveries.ts";
import { listen } from "./store/listen.ts";
import { beatsRouter, type EarParts, startListening } from "./web/beats.ts";
import { healthRouter } from "./web/health.ts";
import { startWeb, type Web } from "./web/server.ts";

export interface Allswell {
  /** The port of the web server; undefined where this instance has none. */
  port: number | undefined;
  /** Resolves, with words, when it cannot go on. */
  failed: Promise<string>;
  /** Finishes what is under way, within ten seconds. */
  stop(): Promise<void>;
}

/** A send has this long; the ledger asks the remote about those that took longer. */
const SLACK_SEND_TIMEOUT_MS = 5_000;

/** Starts the roles that the configuration names, on one database. */
export async function startAllswell(
  given: Config,
  log: Log,
): Promise<Allswell> {
  if (given.crash !== undefined) armCrash(given.crash.point, given.crash.pass);
  const foundation = await openFoundation(given, log);
  try {
    return await startRoles(given, foundation, log);
  } catch (error) {
    await foundation.close();
    throw error;
  }
}

async function startRoles(
  given: Config,
  foundation: Foundation,
  log: Log,
): Promise<Allswell> {
  const { sandbox, config } =
    given.slack === null
      ? await joinSandbox(given)
      : { sandbox: undefined, config: given };
  const { clock, store, secrets } = foundation;
  const contextOf = (actor: Actor): Context => ({
    store,
    secrets,
    actor,
    now: clock.now(),
  });
  if (sandbox !== undefined)
    await furnish(contextOf(system), config, sandbox, log);
  const connector = createConnector({ allowNetworks: config.allowNetworks });
  const stopping = new AbortController();
  const ears: EarParts = { context: () => contextOf(system), clock, log };
  // Before anything is judged: what was said while nobody listened is not held against anybody.
  if (config.roles.has("web")) await startListening(ears, stopping.signal);
  const scheduler = startScheduler({
    roles: config.roles,
    context: () => contextOf(system),
    clock,
    log,
    connector,
    witnesses: config.witnesses ?? defaultWitnesses,
    channels: channelsOf(config, foundation, log),
    tellOperators: (text) =>
      tellOperators(contextOf(system), config.admins, text),
    listen: (heard, signal) =>
      listen(foundation.connection, DELIVERIES_CHANNEL, heard, {
        clock,
        log,
        signal,
      }),
  });
  const bot = config.roles.has("bot")
    ? botOf(config, foundation, connector, contextOf, log)
    : undefined;
  const web =
    config.roles.has("web") || bot?.router !== undefined
      ? await webOf(config, { foundation, scheduler, bot, sandbox, ears }, log)
      : undefined;
  await bot?.start();
  log.info(
    { roles: [...config.roles], port: web?.port },
    greeting(web, sandbox),
  );
  return {
    port: web?.port,
    failed: foundation.databaseEnded,
    async stop() {
      stopping.abort();
      // Nobody comes in any more, then what is under way ends, then the ground is taken away.
      await Promise.all([bot?.stop(), scheduler.stop()]);
      await web?.stop();
      await sandbox?.stop();
      await foundation.close();
    },
  };
}

function channelsOf(
  { slack, twitter }: Config,
  { clock }: Foundation,
  log: Log,
): Record<string, Channel> {
  const client = new WebClient(slack?.botToken, {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: SLACK_SEND_TIMEOUT_MS,
    logger: slackLog(log),
    ...(slack?.apiUrl === undefined ? {} : { slackApiUrl: slack.apiUrl }),
  });
  return {
    slack: slackChannel(client),
    ...(twitter === null ? {} : { x: xChannel(twitter, clock) }),
  };
}

function botOf(
  config: Config,
  foundation: Foundation,
  connector: Connector,
  contextOf: (actor: Actor) => Context,
  log: Log,
): Bot {
  const { slack, twitter, admins } = config;
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
      probe: (monitorId) => probeNow(contextOf(system), connector, monitorId),
      openSecret: (name) => config.monitorSecrets[name],
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

async function webOf(
  config: Config,
  {
    foundation: { store },
    scheduler,
    bot,
    sandbox,
    ears,
  }: {
    foundation: Foundation;
    scheduler: Scheduler;
    bot: Bot | undefined;
    sandbox: Sandbox | undefined;
    ears: EarParts;
  },
  log: Log,
): Promise<Web> {
  const database = async (): Promise<string | undefined> => {
    try {
      await store.db.query("SELECT 1");
      return undefined;
    } catch {
      return "the database does not answer";
    }
  };
  const routers = [
    ...(bot?.router === undefined ? [] : [bot.router]),
    ...(config.roles.has("web") ? [beatsRouter(ears)] : []),
    healthRouter(
      [{ name: "database", problem: database }, ...scheduler.vitals],
      () => scheduler.figures(),
    ),
    ...(sandbox === undefined ? [] : [sandboxRouter(sandbox)]),
  ];
  return startWeb({ port: config.port, bind: config.bind, log, routers });
}

/** Where one sees what is told. */
const SANDBOX_PAGE = `/sandbox/#${DEMO_CHANNEL}`;

/** The sandbox's page, on our own port. */
function sandboxRouter({ handler }: Sandbox): Router {
  const router = Router();
  router.get("/", (_request, response) => response.redirect(SANDBOX_PAGE));
  router.use("/sandbox", handler);
  return router;
}

function greeting(web: Web | undefined, sandbox: Sandbox | undefined): string {
  if (sandbox === undefined || web === undefined) return "allswell is on watch";
  return `allswell is on watch, in its sandbox: open http://localhost:${web.port}${SANDBOX_PAGE} to type commands, see what is told, and break something`;
}

import { type Actor, type Context, system } from "./actions/context.ts";
import { tellOperators } from "./actions/upkeep/tell-operators.ts";
import { armCrash } from "./base/crash.ts";
import type { Log } from "./base/log.ts";
import { type Config, defaultWitnesses } from "./config.ts";
import { type Foundation, openFoundation } from "./foundation.ts";
import { createConnector } from "./net/create-connector.ts";
import type { Sandbox } from "./sandbox/index.ts";
import { SANDBOX_PAGE } from "./sandbox-page.ts";
import { Studio } from "./pictures/studio.ts";
import { startScheduler } from "./scheduler/index.ts";
import { DELIVERIES_CHANNEL } from "./store/telling/deliveries.ts";
import { listen } from "./store/listen.ts";
import type { EarParts } from "./web/beats.ts";
import type { Web } from "./web/server.ts";
import { CALLBACK_PATH } from "./base/callback-path.ts";
import { channelsOf, smsLineOf } from "./wiring/announcer.ts";
import { pagingOf } from "./wiring/paging.ts";
import { alarmOf } from "./wiring/alarm.ts";
import { operatorsOf } from "./wiring/operators.ts";
import { mailChannelOf, warnOfOwnMailServer } from "./wiring/mail.ts";
import { presenceOf } from "./wiring/presence.ts";

export interface Allswell {
  /** The port of the web server; undefined where this instance has none. */
  port: number | undefined;
  /** Resolves, with words, when it cannot go on. */
  failed: Promise<string>;
  /** Finishes what is under way, within ten seconds. */
  stop(): Promise<void>;
}

/**
 * Starts the roles that the configuration names, on one database. What only one role needs is loaded where that role is:
 * an instance that only looks and tells starts in half the time, with half the memory.
 */
export async function startAllswell(
  given: Config,
  log: Log,
): Promise<Allswell> {
  if (given.crash !== undefined) armCrash(given.crash);
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
  const playground =
    given.slack === null ? await import("./sandbox-world.ts") : undefined;
  const { sandbox, config } = (await playground?.joinSandbox(given)) ?? {
    sandbox: undefined,
    config: given,
  };
  const { clock, store, secrets } = foundation;
  const contextOf = (actor: Actor): Context => ({
    store,
    secrets,
    actor,
    now: clock.now(),
  });
  if (config.configFile !== undefined) {
    const { applyConfigFile } = await import("./wiring/configuration.ts");
    await applyConfigFile(config.configFile, config, contextOf, log);
  }
  if (sandbox !== undefined)
    await playground?.furnish(contextOf(system), config, sandbox, log);
  const connector = createConnector({ allowNetworks: config.allowNetworks });
  const sms = smsLineOf(config, contextOf);
  let { port } = config;
  const urlOf = (path: string): string =>
    `${config.publicUrl ?? `http://localhost:${port}`}${path}`;
  const isReached = config.publicUrl !== undefined || sandbox !== undefined;
  if (config.mail !== null)
    await warnOfOwnMailServer(config.mail.server.host, foundation, log);
  const operators = operatorsOf(config, foundation, log);
  const studio = new Studio();
  const mail = mailChannelOf(config, foundation, {
    contextOf,
    studio,
    urlOf: isReached ? urlOf : null,
  });
  const stopping = new AbortController();
  const ears: EarParts = { context: () => contextOf(system), clock, log };
  // Before anything is judged: what was said while nobody listened is not held against anybody.
  if (config.roles.has("web")) {
    const { startListening } = await import("./web/beats.ts");
    await startListening(ears, stopping.signal);
  }
  const scheduler = startScheduler({
    roles: config.roles,
    context: () => contextOf(system),
    clock,
    log,
    connector,
    sms,
    paging: pagingOf(config, foundation, log, operators),
    witnesses: config.witnesses ?? defaultWitnesses,
    channels: channelsOf(
      config,
      foundation,
      { mail, urlOf: isReached ? urlOf : null },
      () => contextOf(system),
      log,
    ),
    tellOperators: async (text) =>
      tellOperators(contextOf(system), await operators(), text),
    alarm: alarmOf(config, operators),
    deadmanUrl: config.deadmanUrl,
    listen: (heard, signal) =>
      listen(foundation.connection, DELIVERIES_CHANNEL, heard, {
        clock,
        log,
        signal,
      }),
  });
  const bot = config.roles.has("bot")
    ? (await import("./wiring/bot.ts")).botOf(
        config,
        { foundation, connector, sms, contextOf, urlOf, studio },
        log,
      )
    : undefined;
  const web =
    config.roles.has("web") || bot?.router !== undefined
      ? await (
          await import("./wiring/web.ts")
        ).webOf(
          config,
          {
            foundation,
            scheduler,
            bot,
            sandbox,
            ears,
            signal: stopping.signal,
            urlOf,
            studio,
            operators,
            machine: (await import("./wiring/machine.ts")).machineOf(
              config,
              { foundation, contextOf, connector, sms },
              log,
            ),
          },
          log,
        )
      : undefined;
  port = web?.port ?? port;
  sandbox?.registerRedirect(urlOf(CALLBACK_PATH));
  const parts = { foundation, contextOf, scheduler, bot };
  const present = presenceOf(config, parts, log).run(stopping.signal);
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
      await Promise.all([bot?.stop(), scheduler.stop(), present]);
      await web?.stop();
      await sandbox?.stop();
      await foundation.close();
    },
  };
}

function greeting(web: Web | undefined, sandbox: Sandbox | undefined): string {
  if (sandbox === undefined || web === undefined) return "allswell is on watch";
  return `allswell is on watch, in its sandbox: open http://localhost:${web.port}${SANDBOX_PAGE} to type commands, see what is told, and break something`;
}

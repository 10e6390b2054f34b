import { Router } from "express";
import type { Log } from "../base/log.ts";
import type { Operators } from "../actions/upkeep/operators.ts";
import { tellOperators } from "../actions/upkeep/tell-operators.ts";
import { version } from "../base/version.ts";
import type { Bot } from "../bot/app.ts";
import type { Config } from "../config.ts";
import type { Foundation } from "../foundation.ts";
import type { Sandbox } from "../sandbox/index.ts";
import { SANDBOX_PAGE } from "../sandbox-page.ts";
import type { Scheduler } from "../scheduler/index.ts";
import { CHANGES_CHANNEL } from "../store/changes.ts";
import { listen } from "../store/listen.ts";
import { apiRouter } from "../web/api/router.ts";
import { beatsRouter, type EarParts } from "../web/beats.ts";
import { feedRouter } from "../web/feeds/router.ts";
import { type MailPagesParts, mailRouter } from "../web/mail/router.ts";
import { healthRouter } from "../web/health.ts";
import { metricsRouter } from "../web/metrics.ts";
import { pageRouter } from "../web/page/router.ts";
import type { Studio } from "../pictures/studio.ts";
import { rasterSvg } from "../pictures/raster.ts";
import { panelsRouter } from "../web/panels.ts";
import { Sites } from "../web/sites.ts";
import { Snapshot } from "../web/snapshot.ts";
import { startWeb, type Web } from "../web/server.ts";
import { tellBrowsers } from "../web/tell-browsers.ts";
import { twilioRouter } from "../web/twilio.ts";
import { signInRouter } from "../web/sign-in/router.ts";
import type { Machine } from "./machine.ts";

/** The one web server, with all that listens on it. */
export async function webOf(
  config: Config,
  {
    foundation,
    scheduler,
    bot,
    sandbox,
    ears,
    signal,
    urlOf,
    studio,
    machine,
    operators,
  }: {
    foundation: Foundation;
    scheduler: Scheduler;
    bot: Bot | undefined;
    sandbox: Sandbox | undefined;
    ears: EarParts;
    /** Fires when the program stops. */
    signal: AbortSignal;
    /** Where this program is reached from outside. */
    urlOf: (path: string) => string;
    studio: Studio;
    machine: Machine;
    operators: Operators;
  },
  log: Log,
): Promise<Web> {
  const { store } = foundation;
  const database = async (): Promise<string | undefined> => {
    try {
      await store.db.query("SELECT 1");
      return undefined;
    } catch {
      return "the database does not answer";
    }
  };
  const snapshot = new Snapshot(ears);
  const hasPages = config.roles.has("web");
  const routers = [
    ...(bot?.router === undefined ? [] : [bot.router]),
    ...(hasPages
      ? [
          beatsRouter(ears),
          panelsRouter({ ...ears, rasterSvg }),
          metricsRouter({
            ...ears,
            gate: machine.gate,
            isOpen: config.metricsPublic,
            version,
          }),
          ...(await publicRouters(foundation, ears, {
            snapshot,
            sandbox,
            signal,
            urlOf,
            studio,
            machine,
            mailPages: mailPagesOf(config, { ears, urlOf, sandbox, operators }),
          })),
        ]
      : []),
    ...twilioRouters(config, ears),
    healthRouter(
      [{ name: "database", problem: database }, ...scheduler.vitals],
      () => scheduler.figures(),
    ),
    ...(sandbox === undefined ? [] : [sandboxRouter(sandbox)]),
  ];
  const { port, bind, trustProxy } = config;
  const tell = hasPages ? { tell: tellBrowsers(new Sites(snapshot)) } : {};
  return startWeb({ port, bind, trustProxy, log, routers, ...tell });
}

function twilioRouters(
  { twilio, publicUrl }: Config,
  { context }: EarParts,
): Router[] {
  return twilio === null || publicUrl === undefined
    ? []
    : [twilioRouter({ context, authToken: twilio.authToken, publicUrl })];
}

/** What anybody may see, kept up to date until the signal fires: the page, the feeds and the API. */
async function publicRouters(
  { connection }: Foundation,
  ears: EarParts,
  {
    snapshot,
    sandbox,
    signal,
    urlOf,
    studio,
    machine,
    mailPages,
  }: {
    snapshot: Snapshot;
    sandbox: Sandbox | undefined;
    signal: AbortSignal;
    urlOf: (path: string) => string;
    studio: Studio;
    machine: Machine;
    /** Null where no mails are sent, or nobody outside reaches us to confirm them. */
    mailPages: Omit<MailPagesParts, "snapshot"> | null;
  },
): Promise<Router[]> {
  await snapshot.start(signal);
  const { clock, log } = ears;
  const heard = (): void => snapshot.ring();
  void listen(connection, CHANGES_CHANNEL, heard, { clock, log, signal });
  const parts = { ...ears, snapshot, urlOf, version };
  const playground = sandbox === undefined ? null : SANDBOX_PAGE;
  const signIn = machine.signIn(urlOf);
  return [
    ...(signIn === undefined ? [] : [signInRouter(signIn.parts)]),
    pageRouter(snapshot, {
      ...ears,
      inside: signIn?.desk,
      playground,
      pencil: studio,
      hasMail: mailPages !== null,
    }),
    ...(mailPages === null ? [] : [mailRouter({ ...mailPages, snapshot })]),
    feedRouter(parts),
    apiRouter({ ...parts, machine }),
  ];
}

/** Null where no mails are sent, or nobody outside reaches us. */
function mailPagesOf(
  { mail, publicUrl }: Config,
  {
    ears: { context },
    urlOf,
    sandbox,
    operators,
  }: {
    ears: EarParts;
    urlOf: (path: string) => string;
    sandbox: Sandbox | undefined;
    operators: Operators;
  },
): Omit<MailPagesParts, "snapshot"> | null {
  if (mail === null || (publicUrl === undefined && sandbox === undefined))
    return null;
  return {
    context,
    urlOf,
    tellOperators: async (text) =>
      tellOperators(context(), await operators(), text),
  };
}

/** The sandbox's page, on our own port. */
function sandboxRouter({ handler }: Sandbox): Router {
  const router = Router();
  router.use("/sandbox", handler);
  return router;
}

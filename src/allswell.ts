import { createInterface } from "node:readline/promises";
import { buffer } from "node:stream/consumers";
import { commandLine, type Context } from "./actions/context.ts";
import { examine } from "./actions/doctor.ts";
import { beginSignIn, finishSignIn } from "./announcer/x/sign-in.ts";
import { createLog } from "./base/log.ts";
import { Redactor } from "./base/redact.ts";
import { manifestYaml } from "./bot/manifest.ts";
import { checkCommand } from "./cli/check.ts";
import {
  exportCommand,
  exportUsage,
  importCommand,
  importUsage,
} from "./cli/configuration.ts";
import { manifestCommand } from "./cli/manifest.ts";
import { doctorReport } from "./cli/doctor.ts";
import { exitCodes, type Terminal } from "./cli/output.ts";
import { panelCommand, panelUsage } from "./cli/panel.ts";
import { namespaceCommand, namespaceUsage } from "./cli/namespace.ts";
import { restoreCommand, restoreUsage } from "./cli/restore.ts";
import { twitterCommand, twitterUsage } from "./cli/twitter.ts";
import {
  type Config,
  ConfigError,
  readConfig,
  readPanelAccess,
} from "./config.ts";
import {
  type Foundation,
  obtainDatabase,
  openFoundation,
} from "./foundation.ts";
import { createConnector } from "./net/create-connector.ts";
import { drawLogo } from "./pictures/logo.ts";
import { migrate } from "./store/migrate.ts";
import { planOptionsOf } from "./wiring/configuration.ts";
import { openPatient } from "./wiring/doctor.ts";

const usage = `allswell: the night watch for teams that live in Slack

  allswell check <type> <target> [settings]   one look, with its evidence; --list shows the types
  allswell migrate                            brings the database up to this program
  allswell manifest [--http <address>]        the Slack app, for Socket Mode or for HTTP
  allswell doctor                             how the watch itself does; exits with 1 where something is wrong
  ${exportUsage}                      what is watched, as YAML
  ${importUsage}
                                              makes what is watched as the YAML says
  ${restoreUsage}
                                              brings back what was removed; alone it lists that
  ${panelUsage}
                                              pushes a picture or numbers into a panel of the page
  ${twitterUsage}
                                              the account on X that speaks for a namespace
  ${namespaceUsage}
                                              the logo of its public page: a PNG, JPEG or SVG

npm start starts the watch itself.
`;

const terminal: Terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  async ask(question) {
    const reader = createInterface({
      input: process.stdin,
      output: process.stdout,
    });
    const ended = new Promise<undefined>((resolve) =>
      reader.once("close", () => resolve(undefined)),
    );
    const answer = await Promise.race([reader.question(question), ended]);
    reader.close();
    return answer;
  },
};

async function run([verb, ...words]: readonly string[]): Promise<number> {
  switch (verb) {
    case "check": {
      const connector = createConnector({
        allowNetworks: readConfig().allowNetworks,
      });
      return checkCommand([...words], {
        stdout: terminal.stdout,
        stderr: terminal.stderr,
        connector,
        now: Date.now,
      });
    }
    case "migrate":
      return migrateDatabase();
    case "manifest":
      return manifestCommand(words, {
        stdout: terminal.stdout,
        stderr: terminal.stderr,
        manifestYaml,
      });
    case "doctor":
      return examineWatch();
    case "export":
      return withFoundation((context) =>
        exportCommand(words, context, terminal),
      );
    case "import":
      return withFoundation((context, config) =>
        importCommand(
          words,
          context,
          (prune) => planOptionsOf(config, quietLog(config), prune),
          terminal,
        ),
      );
    case "restore":
      return withFoundation((context) =>
        restoreCommand(words, context, terminal),
      );
    case "panel":
      return panelCommand(words, {
        ...terminal,
        access: readPanelAccess(),
        stdin: () => buffer(process.stdin),
      });
    case "twitter":
      return withFoundation((context, config) =>
        twitterCommand(words, context, signInOf(config), terminal),
      );
    case "namespace":
      return withFoundation((context) =>
        namespaceCommand(words, context, drawLogo, terminal),
      );
    case undefined:
    case "help":
    case "--help":
    case "-h":
      terminal.stdout.write(usage);
      return exitCodes.ok;
    default:
      terminal.stderr.write(`allswell has no verb "${verb}".\n\n${usage}`);
      return exitCodes.usage;
  }
}

function quietLog(config: Config) {
  return createLog("warn", new Redactor(config.secretValues));
}

async function migrateDatabase(): Promise<number> {
  const config = readConfig();
  const log = quietLog(config);
  const database = await obtainDatabase(config, log);
  try {
    const applied = await migrate(database.connection, log);
    terminal.stdout.write(
      applied.length === 0
        ? "The database is up to date.\n"
        : `Applied: ${applied.join(", ")}.\n`,
    );
    return exitCodes.ok;
  } finally {
    await database.stop();
  }
}

async function withFoundation(
  work: (context: Context, config: Config) => Promise<number>,
): Promise<number> {
  const config = readConfig();
  const log = quietLog(config);
  const foundation: Foundation = await openFoundation(config, log, {
    beside: true,
  });
  try {
    const { store, secrets, clock } = foundation;
    return await work(
      { store, secrets, actor: commandLine, now: clock.now() },
      config,
    );
  } finally {
    await foundation.close();
  }
}

async function examineWatch(): Promise<number> {
  const config = readConfig();
  const { patient, close } = await openPatient(config, quietLog(config));
  const findings = await examine(patient);
  await close();
  return doctorReport(findings, terminal);
}

function signInOf({ twitter }: Config) {
  if (twitter === null) return null;
  return {
    begin: () => beginSignIn(twitter),
    finish: (ticket: { token: string; secret: string }, pin: string) =>
      finishSignIn(twitter, ticket, pin),
  };
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const sentence =
    error instanceof ConfigError
      ? error.message
      : `allswell: ${error instanceof Error ? error.message : String(error)}`;
  terminal.stderr.write(`${sentence}\n`);
  process.exitCode = exitCodes.failed;
}
// A resolver or a socket of a check that was cut short may still be open; the answer is given.
process.exit();

import { resolve } from "node:path";
import type { Log } from "../../base/log.ts";
import { adoptOrLaunch, type Running } from "./adopt-or-launch.ts";
import { createDatabase, removeUnfinished } from "./create-database.ts";
import {
  checkAccess,
  findDatabase,
  prepareDataDirectory,
} from "./data-directory.ts";
import type { Plan } from "./launch.ts";
import { claim, keepOwnership } from "./ownership.ts";
import { findPrograms, type Programs } from "./programs.ts";
import { runnablePrograms } from "./runnable-programs.ts";
import { stopServer } from "./server.ts";
import { removeSocketDirectory } from "./socket-directory.ts";
import { chooseServerUser } from "./server-user.ts";
import { ask, type Connection, connectionTo, type Session } from "./session.ts";
import { explained, StartError } from "./start-error.ts";

export { StartError };

export interface EmbeddedOptions {
  /** The database lies in its folder `postgres`. */
  dataDir: string;
  log: Log;
  /** Settings of PostgreSQL in place of ours, such as fsync=off in tests. */
  settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  /** For pg and typeorm. */
  connection: Connection;
  /** It was running already: a killed process had left it. */
  adopted: boolean;
  /** Stops the server and waits until it is gone: under 5 s, or 13 s where it hangs. May be called again. */
  stop(): Promise<void>;
  /** Resolves, with words for the log, when the server ends without `stop` having been called. */
  ended: Promise<string>;
}

/**
 * Starts PostgreSQL as a child process, on data of its own; resolves when it takes connections.
 * @throws StartError whose message is one sentence that says what to do
 */
export async function startEmbedded(
  options: EmbeddedOptions,
): Promise<EmbeddedPostgres> {
  return startWith(await findPrograms(), options);
}

/** The same with another installation of PostgreSQL. */
export async function startWith(
  installed: Programs,
  { dataDir, log, settings = {} }: EmbeddedOptions,
): Promise<EmbeddedPostgres> {
  const root = resolve(dataDir);
  const directory = await explained(root, () => prepareDataDirectory(root));
  return explained(directory, async () => {
    const existing = await findDatabase(directory, installed);
    const user = await chooseServerUser(existing);
    const programs = await runnablePrograms(installed, user);
    if (existing === undefined)
      await createDatabase(directory, programs, user, log);
    await checkAccess(directory, user);
    const plan = { directory, programs, user, settings };
    return handle(await obtainServer(plan, log), log);
  });
}

async function obtainServer(plan: Plan, log: Log): Promise<Running> {
  for (;;) {
    const running = await adoptOrLaunch(plan, log);
    if (await takeOver(running, log)) return running;
    log.info("PostgreSQL was about to stop; starting it again");
  }
}

/** Makes the server ours; false where it ends meanwhile, as one does that its last owner is stopping. */
async function takeOver(
  { server, session }: Running,
  log: Log,
): Promise<boolean> {
  const claimed = await claim(session);
  if (claimed.kind === "lost") return false;
  if (claimed.kind === "taken") {
    await session.client.end();
    throw new StartError(
      `The data directory ${server.directory} is in use by process ${claimed.byProcess}: stop that one first, or set DATA_DIR to another directory.`,
    );
  }
  try {
    await removeUnfinished(server.directory, log);
    return await ensureDatabase(session);
  } catch (error) {
    await stopServer(server, log);
    throw error;
  }
}

const DATABASE = "allswell";

/** False where the session ends meanwhile. */
async function ensureDatabase(session: Session): Promise<boolean> {
  const sql = "select from pg_database where datname = $1";
  const found = await ask(session, sql, [DATABASE]);
  if (found?.length !== 0) return found !== undefined;
  return (await ask(session, `create database ${DATABASE}`)) !== undefined;
}

function handle(
  { server, session, adopted }: Running,
  log: Log,
): EmbeddedPostgres {
  const stopping = new AbortController();
  let isTaken = false;
  const ended = new Promise<string>((resolve) => {
    void keepOwnership(session, server, stopping.signal, log).then((loss) => {
      isTaken = loss?.kind === "taken";
      if (loss !== undefined) resolve(loss.words);
    });
  });
  const stop = async (): Promise<void> => {
    stopping.abort();
    if (isTaken) return;
    await stopServer(server, log);
    await removeSocketDirectory(server.socketDirectory, server.directory);
  };
  let stopped: Promise<void> | undefined;
  return {
    connection: connectionTo(server.socketDirectory, DATABASE),
    adopted,
    ended,
    stop: () => (stopped ??= stop()),
  };
}

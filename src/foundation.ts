import { FollowingClock, systemClock } from "./base/clock.ts";
import type { Log } from "./base/log.ts";
import { SecretBox, secretKeyFile } from "./base/secret-box.ts";
import type { Config } from "./config.ts";
import { type Connection, openStore, type Store } from "./store/db.ts";
import { findEmbedded } from "./store/embedded/find.ts";
import { startEmbedded } from "./store/embedded/index.ts";
import { migrate } from "./store/migrate.ts";

/** What every role and every command-line verb stands on. */
export interface Foundation {
  connection: Connection;
  store: Store;
  secrets: SecretBox;
  clock: FollowingClock;
  /** Resolves, with words, when the embedded database ended without being asked to. */
  databaseEnded: Promise<string>;
  close(): Promise<void>;
}

/** Starts or finds the database, brings it up to date and opens it. */
export async function openFoundation(
  config: Config,
  log: Log,
  { beside = false } = {},
): Promise<Foundation> {
  const database = await obtainDatabase(config, log, { beside });
  try {
    await migrate(database.connection, log);
    const store = await openStore(database.connection, log);
    const secrets = new SecretBox(
      config.secretKey ?? (await secretKeyFile(config.dataDir)),
    );
    return {
      connection: database.connection,
      store,
      secrets,
      clock: new FollowingClock(systemClock),
      databaseEnded: database.ended,
      async close() {
        await store.close();
        await database.stop();
      },
    };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

interface Database {
  connection: Connection;
  ended: Promise<string>;
  stop(): Promise<void>;
}

/**
 * The one that DATABASE_URL names, or one of our own. A short verb works `beside` a program that runs: it uses that
 * one's embedded database, and leaves it running.
 */
export async function obtainDatabase(
  { databaseUrl, dataDir }: Config,
  log: Log,
  { beside = false } = {},
): Promise<Database> {
  if (databaseUrl !== undefined) return notOurs({ url: databaseUrl });
  const running = beside ? await findEmbedded(dataDir) : undefined;
  return running === undefined
    ? startEmbedded({ dataDir, log })
    : notOurs(running);
}

function notOurs(connection: Connection): Database {
  return {
    connection,
    ended: Promise.withResolvers<string>().promise,
    stop: async () => undefined,
  };
}

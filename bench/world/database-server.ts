import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog } from "../../src/base/log.ts";
import { Redactor } from "../../src/base/redact.ts";
import { startEmbedded } from "../../src/store/embedded/index.ts";

/** Its lines would only hide the figures. */
export const silent = createLog("silent", new Redactor());

/** Settings of PostgreSQL under which a lot of data is made quickly; what is measured runs under allswell's own. */
export const forMakingData = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_wal_size: "4GB",
  maintenance_work_mem: "512MB",
};

/** A PostgreSQL in which each measurement has a database of its own. */
export interface DatabaseServer extends AsyncDisposable {
  /** Of one of its databases. */
  url(database: string): string;
  /** Starts again with other settings; false where it is not ours to do so. */
  restart(settings: Readonly<Record<string, string>>): Promise<boolean>;
}

/** The server that DATABASE_URL names, else an embedded one as allswell starts it, on data of its own. */
export async function startDatabaseServer(): Promise<DatabaseServer> {
  const given = process.env["DATABASE_URL"];
  return given === undefined ? startOwn() : givenServer(given);
}

function givenServer(given: string): DatabaseServer {
  return {
    url(database) {
      const url = new URL(given);
      url.pathname = `/${database}`;
      return url.href;
    },
    restart: () => Promise.resolve(false),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function startOwn(): Promise<DatabaseServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "allswell-bench-"));
  const start = (settings = {}) =>
    startEmbedded({ dataDir, log: silent, settings });
  let server = await start();
  return {
    url(database) {
      const { host, port, user } = server.connection;
      return `postgresql:///${database}?host=${encodeURIComponent(host)}&port=${port}&user=${user}`;
    },
    async restart(settings) {
      await server.stop();
      server = await start(settings);
      return true;
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(dataDir, { recursive: true });
    },
  };
}

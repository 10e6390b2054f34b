import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type EmbeddedPostgres,
  startEmbedded,
} from "../store/embedded/index.ts";
import {
  DATABASE_VARIABLE,
  dropTemplate,
  makeTemplate,
  testLog,
} from "./database.ts";

let server: EmbeddedPostgres | undefined;
let dataDir: string | undefined;

/** Each test file is a process that loads most of the program: compiled once, it starts in half the time. */
const compiled = join(
  import.meta.dirname,
  "../../node_modules/.cache/allswell-tests",
);

/** Starts a PostgreSQL for all test files of a run, unless one is given. What it holds need not survive anything. */
export async function globalSetup(): Promise<void> {
  process.env["NODE_COMPILE_CACHE"] ??= compiled;
  if (process.env[DATABASE_VARIABLE] === undefined) {
    dataDir = await mkdtemp(join(tmpdir(), "allswell-test-"));
    server = await startEmbedded({
      dataDir,
      log: testLog,
      settings: {
        fsync: "off",
        synchronous_commit: "off",
        full_page_writes: "off",
        max_connections: "200",
      },
    });
    const { host, port, user } = server.connection;
    process.env[DATABASE_VARIABLE] =
      `postgresql:///postgres?host=${encodeURIComponent(host)}&port=${port}&user=${user}`;
  }
  await makeTemplate();
}

export async function globalTeardown(): Promise<void> {
  await dropTemplate();
  await server?.stop();
  if (dataDir !== undefined) await rm(dataDir, { recursive: true });
}

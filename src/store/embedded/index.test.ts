import assert from "node:assert/strict";
import { readdir, readFile, readlink, stat } from "node:fs/promises";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { pino } from "pino";
import {
  atEnd,
  postmasterPid,
  query,
  start,
  startElsewhere,
  temporaryDirectory,
  usedDataDir,
} from "./fixtures/databases.ts";

const skipUnlessLinux =
  process.platform === "linux"
    ? false
    : "left out: reads /proc, which only Linux has";

test("a first start makes a database that needs nothing of the machine and lets nobody else in", async (t) => {
  const secrets = { EMBEDDED_TEST_SECRET: "a secret" };
  const ofOtherClients = { PGPORT: "5433", PGSSLMODE: "require" };
  withEnvironment(t, { ...secrets, ...ofOtherClients });
  const dataDir = await temporaryDirectory(t);
  const { connection, adopted } = await start(t, dataDir);
  assert.equal(adopted, false);
  assert.deepEqual(await readdir(dataDir), ["postgres"]);

  await t.test("the database", async () => {
    const [found] = await query(
      connection,
      `select current_user as "user", current_database() as name,
         pg_encoding_to_char(encoding) as encoding, datlocprovider as provider,
         current_setting('data_checksums') as checksums,
         current_setting('full_page_writes') as pages,
         current_setting('synchronous_commit') as durable,
         current_setting('TimeZone') as zone
       from pg_database where datname = current_database()`,
    );
    assert.deepEqual(found, {
      user: "allswell",
      name: "allswell",
      encoding: "UTF8",
      provider: "b",
      checksums: "on",
      pages: "on",
      durable: "on",
      zone: "UTC",
    });
  });

  await t.test("no TCP port is open", { skip: skipUnlessLinux }, async () => {
    const own = await socketsOf(postmasterPid(dataDir));
    assert.ok(own.length > 0);
    const overTcp = await inodesOfTcp();
    assert.deepEqual(
      own.filter((inode) => overTcp.has(inode)),
      [],
    );
  });

  await t.test("the socket is private", async () => {
    const folder = await stat(connection.host);
    const socket = await stat(join(connection.host, ".s.PGSQL.5432"));
    const modes = [folder, socket].map(({ mode }) => mode & 0o777);
    assert.deepEqual(modes, [0o700, 0o700]);
  });

  await t.test(
    "nothing of our environment is in the server's",
    { skip: skipUnlessLinux },
    async () => {
      const path = `/proc/${postmasterPid(dataDir)}/environ`;
      const lines = (await readFile(path, "utf8")).split("\0");
      const names = lines.filter(Boolean).map((line) => line.split("=")[0]);
      assert.deepEqual(new Set(names), new Set(["LC_ALL", "TZ", "PATH"]));
    },
  );
});

test("settings are durable, and what the caller wants otherwise", async (t) => {
  const dataDir = await usedDataDir(t);
  const settings = { fsync: "on", work_mem: "7MB" };
  const server = await start(t, dataDir, { settings });
  const [found] = await query(
    server.connection,
    "select current_setting('fsync') as fsync, current_setting('work_mem') as work_mem",
  );
  assert.deepEqual(found, settings);
});

test("a restart finds what was written", async (t) => {
  const dataDir = await usedDataDir(t);
  const first = await start(t, dataDir);
  await query(first.connection, "create table kept as select 42 as answer");
  await first.stop();
  const second = await start(t, dataDir);
  assert.equal(second.adopted, false);
  assert.deepEqual(await query(second.connection, "table kept"), [
    { answer: 42 },
  ]);
});

test("stop ends the process, silently, and may be called again", async (t) => {
  const dataDir = await usedDataDir(t);
  const server = await start(t, dataDir);
  const pid = postmasterPid(dataDir);
  await Promise.all([server.stop(), server.stop()]);
  assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
  await server.stop();
  assert.equal(await toldSoFar(server.ended), "nothing");
});

test("an end that nobody asked for is told", async (t) => {
  const dataDir = await usedDataDir(t);
  const server = await start(t, dataDir);
  process.kill(postmasterPid(dataDir), "SIGKILL");
  assert.match(await server.ended, /^PostgreSQL ended \(SIGKILL\): LOG: /);
  await server.stop();
  // And it starts again; which also removes the shared memory that the killed one left.
  await start(t, dataDir);
});

test("the crash of one session ends neither the server nor the ownership", async (t) => {
  const dataDir = await usedDataDir(t);
  const server = await start(t, dataDir);
  await assert.rejects(
    query(
      server.connection,
      "copy (select pg_backend_pid()) to program 'xargs kill -9'",
    ),
  );
  await ownedAgain(server.connection);
  const { told } = startElsewhere(t, dataDir);
  assert.deepEqual(await told, {
    started: false,
    message: `The data directory ${dataDir}/postgres is in use by process ${process.pid}: stop that one first, or set DATA_DIR to another directory.`,
  });
  assert.equal(await toldSoFar(server.ended), "nothing");
});

test("the server's lines reach the log, each as grave as it is", async (t) => {
  const lines: { level: number; msg: string }[] = [];
  const write = (line: string): unknown =>
    lines.push(JSON.parse(line) as { level: number; msg: string });
  const log = pino({ level: "debug" }, { write });
  const server = await start(t, await usedDataDir(t), { log });
  const client = new pg.Client(server.connection);
  client.on("error", () => undefined);
  await client.connect();
  await assert.rejects(client.query("select 1/0"));
  await client.query("do $$ begin raise warning 'careful'; end $$");
  await server.stop();
  const levelOf = (text: string): string | undefined => {
    const line = lines.find(({ msg }) => msg.startsWith(`postgres: ${text}`));
    return pino.levels.labels[line?.level ?? 0];
  };
  assert.equal(levelOf("LOG:  database system is ready"), "debug");
  assert.equal(levelOf("ERROR:  division by zero"), "error");
  assert.equal(levelOf("STATEMENT:  select 1/0"), "error");
  assert.equal(levelOf("WARNING:  careful"), "warn");
  assert.equal(levelOf("FATAL:  terminating connection"), "debug");
});

function withEnvironment(
  t: TestContext,
  variables: Record<string, string>,
): void {
  Object.assign(process.env, variables);
  atEnd(t, () => {
    for (const name of Object.keys(variables)) delete process.env[name];
  });
}

/** What `ended` has said by the time that everything already under way has happened. */
async function toldSoFar(ended: Promise<string>): Promise<string> {
  return Promise.race([ended, delay(50, "nothing")]);
}

async function ownedAgain(
  connection: Parameters<typeof query>[0],
): Promise<void> {
  const signal = AbortSignal.timeout(20_000);
  for (;;) {
    try {
      const found = await query(
        connection,
        "select from pg_locks where locktype = 'advisory' and granted",
      );
      if (found.length === 1) return;
    } catch (error) {
      // Recovering.
      if (signal.aborted) throw error;
    }
    signal.throwIfAborted();
  }
}

async function socketsOf(pid: number): Promise<string[]> {
  const folder = `/proc/${pid}/fd`;
  const links = await Promise.all(
    (await readdir(folder)).map((fd) =>
      readlink(`${folder}/${fd}`).catch(() => ""),
    ),
  );
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}

async function inodesOfTcp(): Promise<Set<string>> {
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((path) =>
      // A machine without IPv6 has no second table.
      readFile(path, "utf8").catch(() => ""),
    ),
  );
  return new Set(tables.join("\n").split(/\s+/));
}

// Several processes, one after another or at the same time, on one data directory.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import {
  atEnd,
  killed,
  postmasterPid,
  query,
  silent,
  start,
  startElsewhere,
  type Told,
  temporaryDirectory,
  usedDataDir,
} from "./fixtures/databases.ts";
import type { EmbeddedPostgres } from "./index.ts";
import { launch } from "./launch.ts";
import { findPrograms } from "./programs.ts";
import { stopServer } from "./server.ts";
import { chooseServerUser, isRoot } from "./server-user.ts";

test("what a killed process left running is adopted at once, and stopped with its new owner", async (t) => {
  const dataDir = await usedDataDir(t);
  const { child, told } = startElsewhere(t, dataDir);
  const before = startedFrom(await told);
  await query(before.connection, "create table kept as select 42 as answer");
  const pid = postmasterPid(dataDir);
  await killed(child);
  const server = await start(t, dataDir);
  assert.equal(server.adopted, true);
  assert.equal(postmasterPid(dataDir), pid);
  // The dead process read its output: an error message must not harm it now.
  await assert.rejects(query(server.connection, "select 1/0"));
  assert.deepEqual(await query(server.connection, "table kept"), [
    { answer: 42 },
  ]);
  await server.stop();
  await assert.rejects(readFile(join(dataDir, "postgres/postmaster.pid")));
  const next = await start(t, dataDir);
  assert.equal(next.adopted, false);
});

test("a process killed while the server starts leaves nothing in the way", async (t) => {
  const dataDir = await usedDataDir(t);
  const { child } = startElsewhere(t, dataDir);
  await until(() => stat(join(dataDir, "postgres/postmaster.pid")));
  await killed(child);
  const server = await start(t, dataDir);
  assert.deepEqual(await query(server.connection, "select 1 as one"), [
    { one: 1 },
  ]);
});

test("the end of an adopted server is told", async (t) => {
  const dataDir = await usedDataDir(t);
  const { child, told } = startElsewhere(t, dataDir);
  await told;
  await killed(child);
  const server = await start(t, dataDir);
  const pid = postmasterPid(dataDir);
  process.kill(pid, "SIGINT");
  assert.equal(
    await server.ended,
    `PostgreSQL (process ${pid}, adopted) ended`,
  );
});

test("a second process is refused, and the first goes on", async (t) => {
  const dataDir = await usedDataDir(t);
  const { child, told } = startElsewhere(t, dataDir);
  const { connection } = startedFrom(await told);
  await assert.rejects(start(t, dataDir), {
    name: "StartError",
    message: `The data directory ${dataDir}/postgres is in use by process ${child.pid}: stop that one first, or set DATA_DIR to another directory.`,
  });
  assert.deepEqual(await query(connection, "select 1 as one"), [{ one: 1 }]);
});

test("of processes that start at once on an empty directory, one wins", async (t) => {
  const dataDir = await temporaryDirectory(t);
  const starters = [1, 2].map(() => startElsewhere(t, dataDir));
  const told = await Promise.all(starters.map((starter) => starter.told));
  const winners = starters.filter((_, index) => told[index]?.started);
  assert.equal(winners.length, 1, JSON.stringify(told));
  const refusals = told.flatMap((one) => (one.started ? [] : one.message));
  for (const message of refusals)
    assert.match(
      message,
      new RegExp(`in use by process ${winners[0]?.child.pid}:`),
    );
  // The late ones may still be about to remove what they made in vain.
  await until(async () =>
    assert.deepEqual(await readdir(dataDir), ["postgres"]),
  );
});

test("of processes that start at once on a stopped database, one wins", async (t) => {
  const dataDir = await usedDataDir(t);
  const starters = [1, 2, 3].map(() => startElsewhere(t, dataDir));
  const told = await Promise.all(starters.map((starter) => starter.told));
  const [winner, ...others] = told.filter(({ started }) => started);
  assert.ok(winner?.started, JSON.stringify(told));
  assert.deepEqual(others, []);
  assert.deepEqual(await query(winner.connection, "select 1 as one"), [
    { one: 1 },
  ]);
});

test("a crash in the middle of the first start leaves nothing in the way", async (t) => {
  if (process.platform !== "linux")
    return t.skip("left out: finds initdb by /proc, which only Linux has");
  const dataDir = await temporaryDirectory(t);
  const { child } = startElsewhere(t, dataDir);
  await until(async () => {
    const [unfinished = ""] = await readdir(dataDir);
    await stat(join(dataDir, unfinished, "PG_VERSION"));
  });
  const path = `/proc/${child.pid}/task/${child.pid}/children`;
  const initdb = Number(await readFile(path, "utf8"));
  assert.ok(initdb > 0);
  // Not what initdb runs: that ends with it, and only by itself takes its shared memory along.
  child.kill("SIGKILL");
  process.kill(initdb, "SIGKILL");
  await killed(child);
  const [left = ""] = await readdir(dataDir);
  assert.match(left, /^postgres\.new-/);
  const server = await start(t, dataDir);
  assert.equal(server.adopted, false);
  assert.deepEqual(await readdir(dataDir), ["postgres"]);
});

test("a killed server is started anew at once, with what it had committed", async (t) => {
  const dataDir = await usedDataDir(t);
  const first = await start(t, dataDir);
  await query(first.connection, "create table kept as select 42 as answer");
  process.kill(postmasterPid(dataDir), "SIGKILL");
  const second = await start(t, dataDir);
  assert.equal(second.adopted, false);
  assert.deepEqual(await query(second.connection, "table kept"), [
    { answer: 42 },
  ]);
});

test("a process id that went to another program blocks nothing", async (t) => {
  const dataDir = await usedDataDir(t);
  const first = await start(t, dataDir);
  const file = join(dataDir, "postgres/postmaster.pid");
  const lines = (await readFile(file, "utf8")).split("\n");
  await first.stop();
  // Of the server's user, else PostgreSQL itself knows that it cannot be a server.
  const { uid } = await stat(join(dataDir, "postgres"));
  const other = spawn("sleep", ["60"], isRoot() ? { uid } : {});
  atEnd(t, () => other.kill("SIGKILL"));
  await writeFile(file, [other.pid, ...lines.slice(1)].join("\n"));
  const server = await start(t, dataDir);
  assert.equal(server.adopted, false);
  await server.stop();
  assert.equal(other.exitCode, null);
  assert.equal(other.signalCode, null);
});

test("Ctrl-C reaches only us: a last row is written before the server stops", async (t) => {
  const dataDir = await usedDataDir(t);
  const { child, told } = startElsewhere(t, dataDir);
  await told;
  process.kill(-Number(child.pid), "SIGINT");
  const [code] = (await once(child, "exit")) as [number];
  assert.equal(code, 0);
  const server = await start(t, dataDir);
  assert.equal(server.adopted, false);
  const rows = await query(server.connection, "table last_words");
  assert.equal(rows.length, 1);
});

test("a process that starts while the former one stops gets a server that stays", async (t) => {
  const dataDir = await usedDataDir(t);
  const { child, told } = startElsewhere(t, dataDir);
  await told;
  child.kill("SIGINT");
  const server = await startWhenFree(t, dataDir);
  assert.equal(server.adopted, false);
  assert.equal((await query(server.connection, "table last_words")).length, 1);
});

test("a server that hangs is stopped by harder means", async (t) => {
  const dataDir = await usedDataDir(t);
  const directory = join(dataDir, "postgres");
  const { uid, gid } = await stat(directory);
  const programs = await findPrograms();
  const user = await chooseServerUser({ uid, gid });
  const plan = { directory, programs, user, settings: { fsync: "off" } };
  const server = await launch(plan, undefined, silent);
  atEnd(t, () => server.signal("SIGKILL"));
  await until(() => stat(join(directory, "postmaster.pid")));
  server.signal("SIGSTOP");
  await stopServer(server, silent, [
    ["SIGINT", 100],
    ["SIGKILL", 5_000],
  ]);
  assert.equal(await server.isGone(), true);
  // And it starts again; which also removes the shared memory that the killed one left.
  await start(t, dataDir);
});

function startedFrom(told: Told): Told & { started: true } {
  assert.ok(told.started, JSON.stringify(told));
  return told;
}

/** Every other refusal than "in use" is an error. */
async function startWhenFree(
  t: TestContext,
  dataDir: string,
): Promise<EmbeddedPostgres> {
  for (;;) {
    try {
      return await start(t, dataDir);
    } catch (error) {
      if (!/ is in use by process /.test(String(error))) throw error;
    }
  }
}

/** Tries again until it no longer throws; for what another process is about to do. */
async function until(attempt: () => Promise<unknown>): Promise<void> {
  const signal = AbortSignal.timeout(20_000);
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (signal.aborted) throw error;
      await delay(2);
    }
  }
}

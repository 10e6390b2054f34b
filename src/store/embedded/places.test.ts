// Directories that are too long, out of reach, or somebody else's.
import assert from "node:assert/strict";
import {
  chmod,
  chown,
  lstat,
  mkdir,
  readFile,
  rm,
  stat,
  symlink,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { test, type TestContext } from "node:test";
import {
  atEnd,
  copyAll,
  fillDataDir,
  postmasterPid,
  query,
  start,
  startElsewhere,
  temporaryDirectory,
} from "./fixtures/databases.ts";
import { canEnter, isRoot } from "./server-user.ts";

const rootOnly = isRoot() ? false : "left out: only root changes users";
const rootOnLinux =
  process.platform === "linux" ? rootOnly : "left out: only works on Linux";

test("a path with spaces and other scripts", async (t) => {
  const dataDir = join(await temporaryDirectory(t), "Daten, 'hier' 数据 %d");
  await mkdir(dataDir);
  await fillDataDir(dataDir);
  const { connection } = await start(t, dataDir);
  assert.equal(connection.host, join(dataDir, "postgres"));
  assert.deepEqual(await query(connection, "select 1 as one"), [{ one: 1 }]);
});

test("a path too long for a socket gets one elsewhere, and private", async (t) => {
  const dataDir = await longDataDir(t);
  const { connection } = await start(t, dataDir);
  assert.ok(connection.host.length < 90, connection.host);
  const { uid, mode } = await stat(connection.host);
  assert.equal(mode & 0o777, 0o700);
  assert.equal(uid, (await stat(join(dataDir, "postgres"))).uid);
});

test("the socket's own directory goes with the server", async (t) => {
  const server = await start(t, await longDataDir(t));
  await server.stop();
  await assert.rejects(stat(server.connection.host), { code: "ENOENT" });
});

test("a killed process's server is found by its socket elsewhere", async (t) => {
  const dataDir = await longDataDir(t);
  const { child, told } = startElsewhere(t, dataDir);
  assert.ok((await told).started);
  child.kill("SIGKILL");
  const server = await start(t, dataDir);
  assert.equal(server.adopted, true);
});

test("what somebody else put in the socket's place is not touched", async (t) => {
  const dataDir = await longDataDir(t);
  const first = await start(t, dataDir);
  const { host } = first.connection;
  await first.stop();
  const elsewhere = await temporaryDirectory(t);
  await symlink(elsewhere, host);
  atEnd(t, () => rm(host));
  const second = await start(t, dataDir);
  assert.notEqual(second.connection.host, host);
  assert.ok((await lstat(host)).isSymbolicLink());
  assert.equal((await stat(second.connection.host)).mode & 0o777, 0o700);
});

test("a copy of a directory in use gets a server of its own", async (t) => {
  // The copy names the socket of the original, which is a long path's absolute one.
  const original = await longDataDir(t);
  const { connection } = await start(t, original);
  const copy = await temporaryDirectory(t);
  copyAll(original, copy);
  const server = await start(t, copy);
  assert.equal(server.adopted, false);
  await query(server.connection, "create table only_in_copy as select 1");
  await assert.rejects(query(connection, "table only_in_copy"));
});

test(
  "below a directory that the server's user cannot enter",
  { skip: rootOnLinux },
  async (t) => {
    const home = await temporaryDirectory(t);
    await chmod(home, 0o700);
    const dataDir = join(home, "data");
    const first = await start(t, dataDir);
    await query(first.connection, "create table kept as select 42 as answer");
    const user = await stat(join(dataDir, "postgres"));
    assert.notEqual(user.uid, 0);
    assert.equal(await canEnter(user, dataDir), false);
    const status = await readFile(
      `/proc/${postmasterPid(dataDir)}/status`,
      "utf8",
    );
    const ids = new RegExp(
      `^Uid:(\\s+${user.uid}){4}$[^]*^Gid:(\\s+${user.gid}){4}$[^]*^Groups:\\s*$`,
      "m",
    );
    assert.match(status, ids);
    await first.stop();
    const second = await start(t, dataDir);
    assert.deepEqual(await query(second.connection, "table kept"), [
      { answer: 42 },
    ]);
  },
);

test(
  "an ordinary user's database is run by that user",
  { skip: rootOnly },
  async (t) => {
    const nobody = { uid: 65_534, gid: 65_534 };
    const reach = [process.execPath, import.meta.filename].map(dirname);
    for (const directory of reach)
      if (!(await canEnter(nobody, directory)))
        return t.skip(`left out: another user cannot enter ${directory}`);
    const home = await temporaryDirectory(t);
    await chown(home, nobody.uid, nobody.gid);
    const { told } = startElsewhere(t, join(home, "data"), nobody);
    const answer = await told;
    assert.ok(answer.started, JSON.stringify(answer));
    assert.deepEqual(await query(answer.connection, "select 1 as one"), [
      { one: 1 },
    ]);
    assert.equal((await stat(join(home, "data/postgres"))).uid, nobody.uid);
  },
);

/** A data directory whose path is longer than that of any socket, with a database in it. */
async function longDataDir(t: TestContext): Promise<string> {
  const path = join(await temporaryDirectory(t), "long".repeat(25), "data");
  await mkdir(path, { recursive: true });
  await fillDataDir(path);
  return path;
}

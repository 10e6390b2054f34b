// Every reason not to start, in one sentence that says what to do.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmod,
  chown,
  mkdir,
  readdir,
  symlink,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import {
  atEnd,
  fillDataDir,
  start,
  temporaryDirectory,
  usedDataDir,
} from "./fixtures/databases.ts";
import { findPrograms } from "./programs.ts";
import { isRoot } from "./server-user.ts";
import { explain } from "./start-error.ts";

const rootOnly = isRoot() ? false : "left out: only root can do this";

async function refused(
  t: TestContext,
  dataDir: string,
  message: string | RegExp,
): Promise<void> {
  await assert.rejects(start(t, dataDir), { name: "StartError", message });
}

test("a database of another major version", async (t) => {
  const dataDir = await usedDataDir(t);
  const directory = join(dataDir, "postgres");
  await writeFile(join(directory, "PG_VERSION"), "17\n");
  await refused(
    t,
    dataDir,
    `${directory} was made by PostgreSQL 17, this is 18: dump it with the old version and restore, or move the directory away to begin anew.`,
  );
});

test("a file in the place of a directory", async (t) => {
  const folder = await temporaryDirectory(t);
  const file = join(folder, "file");
  await writeFile(file, "");
  const sentence = (path: string): string =>
    `${path} cannot be a directory, a file is in its place: move the file away, or set DATA_DIR to another directory.`;
  await refused(t, file, sentence(file));
  await refused(t, join(file, "data"), sentence(join(file, "data")));
  await writeFile(join(folder, "postgres"), "");
  await refused(t, folder, sentence(join(folder, "postgres")));
});

test("a link that leads nowhere in the place of a directory", async (t) => {
  const link = join(await temporaryDirectory(t), "link");
  await symlink("/nonexistent/allswell", link);
  await refused(t, link, /^\S+\/link cannot be a directory, a file is in its/);
});

test("a directory with something else in it", async (t) => {
  const dataDir = await temporaryDirectory(t);
  await mkdir(join(dataDir, "postgres/photos"), { recursive: true });
  await refused(
    t,
    dataDir,
    `${dataDir}/postgres is not empty and not a PostgreSQL database: move it away, then start again.`,
  );
});

test("a database that others may read", async (t) => {
  const dataDir = await usedDataDir(t);
  await chmod(join(dataDir, "postgres"), 0o755);
  await refused(
    t,
    dataDir,
    `${dataDir}/postgres is open to other users: run \`chmod 700 ${dataDir}/postgres\`, then start again.`,
  );
});

test("a database of root", { skip: rootOnly }, async (t) => {
  const dataDir = await usedDataDir(t);
  await chown(join(dataDir, "postgres"), 0, 0);
  await refused(
    t,
    dataDir,
    /belongs to user id 0, but PostgreSQL would run as user id \d+: run `chown -R \d+ \S+`, or/,
  );
});

test("a directory that may not be written", async (t) => {
  if (isRoot()) return t.skip("left out: permissions do not bind root");
  const folder = await temporaryDirectory(t);
  await chmod(folder, 0o555);
  await refused(
    t,
    join(folder, "data"),
    `${folder}/data cannot be used, permission denied: make it and what is in it belong to the user that runs allswell, or set DATA_DIR to another directory.`,
  );
});

test("a read-only file system", async (t) => {
  const dataDir = await memoryDisk(t, "100m");
  if (dataDir === undefined) return;
  await fillDataDir(dataDir);
  execFileSync("mount", ["-o", "remount,ro", dataDir]);
  await refused(t, dataDir, readOnly(`${dataDir}/postgres`));
  await refused(t, join(dataDir, "new"), readOnly(`${dataDir}/new`));
});

const readOnly = (path: string): string =>
  `${path} is on a read-only file system: set DATA_DIR to a directory that can be written to.`;

test("a disk that is full at the first start, which leaves nothing behind", async (t) => {
  const dataDir = await memoryDisk(t, "10m");
  if (dataDir === undefined) return;
  await refused(t, dataDir, full(`${dataDir}/postgres`));
  assert.deepEqual(await readdir(dataDir), []);
});

test("a disk that is full at a later start, and starts when there is room", async (t) => {
  const dataDir = await memoryDisk(t, "60m");
  if (dataDir === undefined) return;
  await fillDataDir(dataDir);
  const filler = join(dataDir, "filler");
  await assert.rejects(writeFile(filler, Buffer.alloc(60 << 20)));
  await refused(t, dataDir, full(`${dataDir}/postgres`));
  await writeFile(filler, "");
  await start(t, dataDir);
});

const full = (path: string): string =>
  `The disk is full: make room for ${path}, a new database needs about 40 MB, then start again.`;

test("a platform that PostgreSQL is not packed for", async () => {
  await assert.rejects(findPrograms("win32", "x64"), {
    name: "StartError",
    message:
      "npm installed no PostgreSQL for win32 on x64 (there is none, or optional packages were left out): set DATABASE_URL to a PostgreSQL server, version 15 or later.",
  });
});

// What cannot be brought about here on every machine, in the words recorded from PostgreSQL 18 and Node.
const recorded: [said: string, sentence: RegExp][] = [
  [
    'FATAL:  could not extend file "base/1/1255": No space left on device',
    /^The disk is full/,
  ],
  ["EDQUOT: disk quota exceeded, mkdtemp '/data/x'", /^The disk is full/],
  [
    "FATAL:  could not map anonymous shared memory: Cannot allocate memory",
    /^The system does not give PostgreSQL the shared memory/,
  ],
  [
    'FATAL:  could not open shared memory segment "/PostgreSQL.1": Permission denied',
    /^The system does not give PostgreSQL the shared memory/,
  ],
  [
    "EBUSY: resource busy or locked, rename '/data.new-x' -> '/data'",
    /^\/data is a mount point: mount/,
  ],
  [
    "FATAL:  pre-existing shared memory block (key 2212834, ID 19) is still in use",
    /^Another PostgreSQL is running on \/data:/,
  ],
  [
    'FATAL:  lock file "postmaster.pid" is empty',
    /^\/data\/postmaster\.pid is damaged: remove/,
  ],
  [
    "postgres: error while loading shared libraries: libicuuc.so.60: cannot open shared object file: No such file or directory",
    /^The PostgreSQL that npm installed is not complete: run `npm ci`/,
  ],
  [
    "Error: spawn /x/postgres ENOENT",
    /does not run on this kind of system: set DATABASE_URL/,
  ],
  [
    "Error: spawn EPERM",
    /root may not change to another user: start allswell as an ordinary user/,
  ],
  [
    "EACCES: permission denied, mkdir '/data'",
    /^\/data cannot be used, permission denied/,
  ],
  [
    "FATAL:  could not locate a valid checkpoint record at 0/17",
    /^PostgreSQL did not start on \/data; it said: FATAL: {2}could not locate/,
  ],
];
for (const [said, sentence] of recorded)
  test(`the sentence for: ${said}`, () => {
    assert.match(explain(said, "/data").message, sentence);
  });

/** A small disk of its own; undefined, with the reason told, where none can be mounted. */
async function memoryDisk(
  t: TestContext,
  size: string,
): Promise<string | undefined> {
  const path = await temporaryDirectory(t);
  try {
    const options = `size=${size},mode=755`;
    const args = ["-t", "tmpfs", "-o", options, "allswell-test", path];
    execFileSync("mount", args, { stdio: "ignore" });
  } catch {
    t.skip("left out: mounting is not permitted");
    return undefined;
  }
  atEnd(t, () => execFileSync("umount", [path]));
  return path;
}

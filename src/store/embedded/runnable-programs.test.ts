import assert from "node:assert/strict";
import {
  chmod,
  chown,
  mkdir,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { test, type TestContext } from "node:test";
import {
  atEnd,
  fillDataDir,
  query,
  silent,
  temporaryDirectory,
} from "./fixtures/databases.ts";
import { startWith } from "./index.ts";
import { findPrograms, type Programs } from "./programs.ts";
import { runnablePrograms } from "./runnable-programs.ts";
import { chooseServerUser, isRoot } from "./server-user.ts";

const skip = isRoot() ? false : "left out: only root changes users";
const skipUnlessLinux =
  process.platform === "linux" ? skip : "left out: only works on Linux";

test("programs within reach are run where they are", { skip }, async (t) => {
  const installed = await standIn(await programDirectory(t));
  const user = await chooseServerUser(undefined);
  assert.equal(await runnablePrograms(installed, user, []), installed);
});

test(
  "programs out of reach are copied once, for everybody to read and root to write",
  { skip },
  async (t) => {
    const installed = await standIn(await secretDirectory(t));
    const user = await chooseServerUser(undefined);
    const place = join(await programDirectory(t), "cache");
    const copied = await runnablePrograms(installed, user, [place]);
    assert.equal(dirname(copied.folder), place);
    const program = join(copied.folder, "bin/postgres");
    const first = await stat(program);
    assert.deepEqual([first.uid, first.mode & 0o777], [0, 0o755]);
    const data = await stat(join(copied.folder, "share/timezone"));
    assert.equal(data.mode & 0o777, 0o644);
    assert.deepEqual(await runnablePrograms(installed, user, [place]), copied);
    assert.equal((await stat(program)).ino, first.ino);
  },
);

const damages: [what: string, damage: (folder: string) => Promise<void>][] = [
  [
    "cut short by a power loss",
    (folder) => truncate(join(folder, "bin/postgres"), 4),
  ],
  ["incomplete", (folder) => rm(join(folder, "share/timezone"))],
  ["open to others", (folder) => chmod(join(folder, "share"), 0o777)],
  [
    "somebody else's",
    (folder) => chown(join(folder, "bin/postgres"), 65_534, 65_534),
  ],
];
for (const [what, damage] of damages)
  test(`a copy that is ${what} is replaced`, { skip }, async (t) => {
    const installed = await standIn(await secretDirectory(t));
    const user = await chooseServerUser(undefined);
    const place = await programDirectory(t);
    const copied = await runnablePrograms(installed, user, [place]);
    await damage(copied.folder);
    assert.deepEqual(await runnablePrograms(installed, user, [place]), copied);
    const program = await stat(join(copied.folder, "bin/postgres"));
    assert.deepEqual([program.uid, program.size], [0, PROGRAM.length]);
    const share = await stat(join(copied.folder, "share"));
    assert.equal(share.mode & 0o777, 0o755);
    await stat(join(copied.folder, "share/timezone"));
  });

test("no place is trusted that others can write to", { skip }, async (t) => {
  const home = await secretDirectory(t);
  const installed = await standIn(home);
  const open = await programDirectory(t);
  await chmod(open, 0o777);
  const link = join(home, "link");
  await symlink(home, link);
  const user = await chooseServerUser(undefined);
  await assert.rejects(runnablePrograms(installed, user, [open, link]), {
    name: "StartError",
    message:
      /can neither run \S+ nor a copy in \S+ or \S+ \(Error: \S+\/link is not a directory of root alone\): move allswell/,
  });
  const good = await programDirectory(t);
  const copied = await runnablePrograms(installed, user, [open, link, good]);
  assert.equal(dirname(copied.folder), good);
});

test(
  "the real ones start a server from below a directory out of reach",
  { skip: skipUnlessLinux },
  async (t) => {
    const home = await secretDirectory(t);
    const { folder } = await findPrograms();
    await symlink(dirname(folder), join(home, "package"));
    const version = `18.test-${process.pid}`;
    const installed = {
      folder: join(home, "package", basename(folder)),
      version,
    };
    atEnd(t, () =>
      rm(`/var/cache/allswell/postgresql-${version}`, {
        recursive: true,
        force: true,
      }),
    );
    const dataDir = join(home, "data");
    await mkdir(dataDir);
    await fillDataDir(dataDir);
    const settings = { fsync: "off" };
    const server = await startWith(installed, {
      dataDir,
      log: silent,
      settings,
    });
    atEnd(t, () => server.stop());
    assert.deepEqual(await query(server.connection, "select 1 as one"), [
      { one: 1 },
    ]);
  },
);

const PROGRAM = "#!/bin/sh\nexit 0\n";

/** An installation with all that is asked of one here: it runs. */
async function standIn(home: string): Promise<Programs> {
  const folder = join(home, "native");
  await mkdir(join(folder, "bin"), { recursive: true });
  await mkdir(join(folder, "share"));
  await writeFile(join(folder, "bin/postgres"), PROGRAM, { mode: 0o755 });
  await writeFile(join(folder, "share/timezone"), "UTC");
  return { folder, version: "18.0" };
}

/** On disk, because programs may not be run from shared memory everywhere. */
const programDirectory = (t: TestContext): Promise<string> =>
  temporaryDirectory(t, tmpdir());

async function secretDirectory(t: TestContext): Promise<string> {
  const path = await programDirectory(t);
  await chmod(path, 0o700);
  return path;
}

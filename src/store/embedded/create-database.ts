import { chown, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Log } from "../../base/log.ts";
import {
  dataArgument,
  readMajorVersion,
  syncDirectory,
} from "./data-directory.ts";
import { isAlive } from "./is-alive.ts";
import { initdb, type Programs } from "./programs.ts";
import { run } from "./run.ts";
import type { ServerUser } from "./server-user.ts";
import { explain, StartError } from "./start-error.ts";

/** A database is made under such a name, with the id of our process; what a crash leaves of it, a later start removes. */
const unfinishedOf = (pid: number): string => `postgres.new-${pid}-`;
const UNFINISHED = /^postgres\.new-(\d+)-/;

/**
 * Makes the database under another name and renames it when it is whole: no crash leaves half of one.
 * Where another process makes one at the same time, the first that is whole is used.
 */
export async function createDatabase(
  directory: string,
  programs: Programs,
  user: ServerUser | undefined,
  log: Log,
): Promise<void> {
  await refuseForeignFiles(directory);
  log.info(`creating the database in ${directory}`);
  const root = dirname(directory);
  const unfinished = await mkdtemp(join(root, unfinishedOf(process.pid)));
  try {
    if (user !== undefined) await chown(unfinished, user.uid, user.gid);
    const { ok, said } = await run(
      initdb(programs),
      await initdbArguments(unfinished, user),
      { cwd: unfinished, user },
    );
    if (!ok) throw explain(said, directory);
    await rename(unfinished, directory);
    await syncDirectory(root);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if ((await readMajorVersion(directory)) === undefined) throw error;
  }
}

async function refuseForeignFiles(directory: string): Promise<void> {
  const names = await readdir(directory).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    },
  );
  if (names.length > 0)
    throw new StartError(
      `${directory} is not empty and not a PostgreSQL database: move it away, then start again.`,
    );
}

async function initdbArguments(
  unfinished: string,
  user: ServerUser | undefined,
): Promise<string[]> {
  return [
    `--pgdata=${await dataArgument(unfinished, user)}`,
    "--username=allswell",
    "--encoding=UTF8",
    // Built into PostgreSQL: needs no locale of the machine, and its order never changes with the C library.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--data-checksums",
    // Whoever can open the socket, in a directory of mode 0700, is let in; there is no other way in.
    "--auth-local=trust",
    "--auth-host=reject",
    "--no-instructions",
  ];
}

/** Removes what crashes left; a process that still makes a database sees that it was not the first, and removes its own. */
export async function removeUnfinished(
  directory: string,
  log: Log,
): Promise<void> {
  const root = dirname(directory);
  for (const name of await readdir(root)) {
    if (!isLeftOver(name)) continue;
    try {
      await rm(join(root, name), { recursive: true, force: true });
    } catch (err) {
      // The initdb of a killed process still writes there: the next start removes it.
      log.debug({ err }, `could not remove ${name}`);
    }
  }
}

/** One with our own id is of a former process that had it: ours has its final name by now. */
function isLeftOver(name: string): boolean {
  const [, maker] = UNFINISHED.exec(name) ?? [];
  if (maker === undefined) return false;
  return Number(maker) === process.pid || !isAlive(Number(maker));
}

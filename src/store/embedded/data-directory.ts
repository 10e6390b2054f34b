import { mkdir, open, readFile, realpath, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { majorVersion, type Programs } from "./programs.ts";
import { canEnter, type ServerUser } from "./server-user.ts";
import { StartError } from "./start-error.ts";

/**
 * `-D` for a directory that the server's user owns and cannot reach (typically below /root): the link leads to the
 * working directory without asking permission of the directories above it.
 */
const OWN_WORKING_DIRECTORY = "/proc/self/cwd";

/** Makes DATA_DIR where it is missing, and gives the path of the database in it: DATA_DIR/postgres. */
export async function prepareDataDirectory(dataDir: string): Promise<string> {
  const path = resolve(dataDir);
  const lineage: string[] = [];
  for (let each = path; each !== dirname(each); each = dirname(each))
    lineage.unshift(each);
  for (const each of lineage) await makeDirectory(each);
  return join(await realpath(path), "postgres");
}

/** One at a time, because the recursive mkdir says ENOENT of a read-only file system. */
async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path);
    await syncDirectory(dirname(path));
  } catch (error) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory() !== true) throw error;
  }
}

/**
 * Whose the database is, or undefined where there is none yet.
 * @throws StartError where another major version of PostgreSQL made it
 */
export async function findDatabase(
  directory: string,
  programs: Programs,
): Promise<ServerUser | undefined> {
  const major = await readMajorVersion(directory);
  if (major === undefined) return undefined;
  const ours = majorVersion(programs);
  if (major !== ours)
    throw new StartError(
      `${directory} was made by PostgreSQL ${major}, this is ${ours}: dump it with the old version and restore, or move the directory away to begin anew.`,
    );
  return stat(directory);
}

/** Undefined where there is no whole database. */
export async function readMajorVersion(
  directory: string,
): Promise<string | undefined> {
  try {
    return (await readFile(join(directory, "PG_VERSION"), "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** PostgreSQL makes the same two demands, and words them for those who know it. */
export async function checkAccess(
  directory: string,
  user: ServerUser | undefined,
): Promise<void> {
  const { uid, mode } = await stat(directory);
  const wanted = user?.uid ?? process.getuid?.();
  if (uid !== wanted)
    throw new StartError(
      `${directory} belongs to user id ${uid}, but PostgreSQL would run as user id ${wanted}: run \`chown -R ${wanted} ${directory}\`, or start allswell as its owner.`,
    );
  if ((mode & 0o027) !== 0)
    throw new StartError(
      `${directory} is open to other users: run \`chmod 700 ${directory}\`, then start again.`,
    );
}

/** The value of `-D`, for a program that starts with `directory` as its working directory. */
export async function dataArgument(
  directory: string,
  user: ServerUser | undefined,
): Promise<string> {
  if (await canEnter(user, dirname(directory))) return directory;
  if (process.platform === "linux") return OWN_WORKING_DIRECTORY;
  throw new StartError(
    `The user that PostgreSQL runs as cannot reach ${directory}: set DATA_DIR to a directory outside the home of root.`,
  );
}

/** After this a power loss does not undo what was created or renamed in the directory. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

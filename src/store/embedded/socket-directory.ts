import { createHash } from "node:crypto";
import { chown, lstat, mkdir, mkdtemp, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canEnter, type ServerUser } from "./server-user.ts";

/** sun_path is 108 bytes on Linux and 104 on macOS, with a zero at its end. */
const LONGEST_SOCKET_PATH = process.platform === "linux" ? 107 : 103;

/** The database's own directory, as the server names it: it works there, and only its user may enter. */
const BESIDE_THE_DATA = ".";

/** Where the socket lies, as an absolute path, from the server's word for it. */
export function locateSocketDirectory(
  directory: string,
  serversWord: string,
): string {
  return join(serversWord.startsWith("/") ? "" : directory, serversWord);
}

/** The server's word for where it shall put its socket: beside the data, unless that path is too long for a socket. */
export async function chooseSocketDirectory(
  directory: string,
  user: ServerUser | undefined,
): Promise<string> {
  const socket = join(directory, ".s.PGSQL.5432");
  if (Buffer.byteLength(socket) <= LONGEST_SOCKET_PATH) return BESIDE_THE_DATA;
  const temporary = (await canEnter(user, tmpdir())) ? tmpdir() : "/tmp";
  const hash = createHash("sha256").update(directory).digest("hex");
  const name = join(temporary, `allswell-${hash.slice(0, 12)}`);
  const made = (await makePrivate(name, user)) ? name : undefined;
  return made ?? (await makeUnguessable(`${name}-`, user));
}

/** Makes the directory or takes one that is already ours; false where somebody else put something of that name there. */
async function makePrivate(
  path: string,
  user: ServerUser | undefined,
): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    await give(path, user);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const found = await lstat(path);
  const owner = user?.uid ?? process.getuid?.();
  return (
    found.isDirectory() && found.uid === owner && (found.mode & 0o077) === 0
  );
}

async function makeUnguessable(
  prefix: string,
  user: ServerUser | undefined,
): Promise<string> {
  const path = await mkdtemp(prefix);
  await give(path, user);
  return path;
}

async function give(path: string, user: ServerUser | undefined): Promise<void> {
  if (user !== undefined) await chown(path, user.uid, user.gid);
}

/** After the server's end. A directory that a killed server left its socket in is used again by the next start. */
export async function removeSocketDirectory(
  path: string,
  directory: string,
): Promise<void> {
  if (path !== directory) await rmdir(path).catch(() => undefined);
}

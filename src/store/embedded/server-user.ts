import { readFile } from "node:fs/promises";
import { run } from "./run.ts";
import { StartError } from "./start-error.ts";

/** The system user that PostgreSQL runs as, because it refuses to run as root. */
export interface ServerUser {
  uid: number;
  gid: number;
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * Who runs the server: undefined is "as we are", the only way for an ordinary user.
 * A database that exists keeps its owner; a new one gets `postgres`, or else `nobody`.
 * @param owner whose the existing database is
 */
export async function chooseServerUser(
  owner: ServerUser | undefined,
): Promise<ServerUser | undefined> {
  if (!isRoot()) return undefined;
  const users = await systemUsers();
  if (owner !== undefined && owner.uid !== 0)
    return users.find(({ uid }) => uid === owner.uid) ?? owner;
  const user =
    users.find(({ name }) => name === "postgres") ??
    users.find(({ name }) => name === "nobody");
  if (user === undefined)
    throw new StartError(
      "PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody: start allswell as an ordinary user, or set DATABASE_URL.",
    );
  return user;
}

async function systemUsers(): Promise<(ServerUser & { name: string })[]> {
  const lines = (await readFile("/etc/passwd", "utf8")).split("\n");
  return lines.map((line) => {
    const [name = "", , uid, gid] = line.split(":");
    return { name, uid: Number(uid), gid: Number(gid) };
  });
}

/** Whether the user may pass through all the directories of this path; asked of the system, which also knows ACLs. */
export async function canEnter(
  user: ServerUser | undefined,
  directory: string,
): Promise<boolean> {
  if (user === undefined) return true;
  const { ok } = await run("/bin/sh", ["-c", 'cd "$0"', directory], {
    cwd: "/",
    user,
  });
  return ok;
}

import { randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "../../base/log.ts";
import { isAlive } from "./is-alive.ts";
import { type Postmaster, readPostmaster } from "./postmaster-file.ts";
import { firstSession, type Server } from "./server.ts";
import { ask, type Session } from "./session.ts";

/** How long a living process named in postmaster.pid may go without a socket before it is taken for another program. */
const SILENCE_MS = 1_000;

export type Search =
  | { kind: "running"; server: Server; session: Session }
  /** `recycledPid` lives and stands in postmaster.pid, but is no server of this directory. */
  | { kind: "none"; recycledPid?: number };

/** Looks for a server that runs on this directory already, and waits while it starts or stops. */
export async function findRunning(
  directory: string,
  sessionName: string,
  log: Log,
): Promise<Search> {
  for (;;) {
    const postmaster = await readPostmaster(directory);
    if (postmaster === undefined || !isAlive(postmaster.pid))
      return { kind: "none" };
    const server = adopted(directory, postmaster);
    const session = await firstSession(server, SILENCE_MS, sessionName, log);
    if (session === "gone") continue;
    const none: Search = { kind: "none", recycledPid: postmaster.pid };
    if (session === "nobody") return none;
    const isHere = await worksIn(directory, session);
    if (isHere === undefined) continue;
    if (isHere) return { kind: "running", server, session };
    await session.client.end();
    return none;
  }
}

/**
 * Whether the server sees a file that we put into the directory. Names prove nothing: a copy of a directory whose
 * server was running names that server too, and below /root the server does not know its directory by name.
 * Undefined where the session ends meanwhile.
 */
async function worksIn(
  directory: string,
  session: Session,
): Promise<boolean | undefined> {
  const name = `allswell.${randomUUID()}`;
  const path = join(directory, name);
  await writeFile(path, "");
  try {
    const sql = "select (pg_stat_file($1, true)).size is not null as seen";
    const rows = await ask<{ seen: boolean }>(session, sql, [name]);
    return rows?.[0]?.seen;
  } finally {
    await rm(path);
  }
}

function adopted(
  directory: string,
  { pid, socketDirectory }: Postmaster,
): Server {
  return {
    pid,
    directory,
    socketDirectory,
    // The file goes last, and goes even where nobody collects dead orphans and the pid stays.
    isGone: async () =>
      !isAlive(pid) || (await readPostmaster(directory))?.pid !== pid,
    signal(name) {
      try {
        process.kill(pid, name);
      } catch {
        // Gone by now, as it shall be.
      }
    },
    lastWords: () =>
      Promise.resolve(`PostgreSQL (process ${pid}, adopted) ended`),
  };
}

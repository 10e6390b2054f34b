import { systemClock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { type Server, trySession } from "./server.ts";
import { ask, type Session } from "./session.ts";

/*
 * Whoever holds one advisory lock owns the server. The lock lives in a session, so it goes with its process however
 * that ends, at once, and no process id has to be judged.
 */
const LOCK = 1;

/** The kernel closes a killed owner's session at once, but the server notices only when it gets to run. */
const RELEASED_WITHIN_MS = 1_000;
const RETRY_MS = 50;

const PREFIX = "allswell ";
/** The name of this process's owner session: others read whose it is. */
export const sessionName = `${PREFIX}${process.pid}`;

export type Claim =
  | { kind: "owned" }
  | { kind: "taken"; byProcess: string }
  /** The session ended: the server stops or recovers. */
  | { kind: "lost" };

/** Makes this session the owner, unless a living process has it. */
export async function claim(session: Session): Promise<Claim> {
  const deadline = systemClock.now() + RELEASED_WITHIN_MS;
  for (;;) {
    const lock = await ask<{ owned: boolean }>(
      session,
      "select pg_try_advisory_lock($1) as owned",
      [LOCK],
    );
    if (lock?.[0]?.owned === true) return { kind: "owned" };
    const holders = await ask<{ name: string }>(
      session,
      `select application_name as name from pg_stat_activity join pg_locks using (pid)
       where locktype = 'advisory' and objid = $1 and granted and datname = current_database()`,
      [LOCK],
    );
    if (holders === undefined) return { kind: "lost" };
    const [holder] = holders;
    if (holder !== undefined && systemClock.now() > deadline)
      return { kind: "taken", byProcess: holder.name.slice(PREFIX.length) };
    await systemClock.sleep(RETRY_MS);
  }
}

export type Loss = { kind: "gone" | "taken"; words: string };

/**
 * Holds on to the lock, also when the server ends all sessions to recover from the crash of one.
 * Resolves when the server is gone, when another process was quicker to take it, or with nothing after `stopping`.
 */
export async function keepOwnership(
  first: Session,
  server: Server,
  stopping: AbortSignal,
  log: Log,
): Promise<Loss | undefined> {
  let session: Session | undefined = first;
  for (;;) {
    await session?.over;
    if (stopping.aborted) return undefined;
    if (await server.isGone())
      return { kind: "gone", words: await server.lastWords() };
    const attempt = await trySession(server, sessionName);
    session = attempt.kind === "connected" ? attempt.session : undefined;
    const claimed = session && (await claim(session));
    if (claimed?.kind === "taken") {
      await session?.client.end();
      const words = `process ${claimed.byProcess} took over ${server.directory}`;
      return { kind: "taken", words };
    }
    if (claimed?.kind === "owned")
      log.warn("PostgreSQL had ended the sessions; ours is back");
    else await systemClock.sleep(RETRY_MS, stopping);
  }
}

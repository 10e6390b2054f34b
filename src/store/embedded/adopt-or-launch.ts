import { systemClock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { findRunning } from "./adopt.ts";
import { launch, type Plan } from "./launch.ts";
import { sessionName } from "./ownership.ts";
import { firstSession, type Server, stopServer } from "./server.ts";
import type { Session } from "./session.ts";
import { explain } from "./start-error.ts";

export interface Running {
  server: Server;
  session: Session;
  adopted: boolean;
}

/** PostgreSQL's words when another server has the directory, or the sessions of a killed one are still ending. */
const ANOTHER_IS_HERE =
  /lock file "postmaster\.pid" already exists|pre-existing shared memory block/;
const GIVE_WAY_WITHIN_MS = 10_000;
const RETRY_MS = 100;

/**
 * A server on this directory that takes connections: one that runs already, or else a new one. Where two processes
 * start at once, PostgreSQL lets one server live, and both processes find it here.
 */
export async function adoptOrLaunch(plan: Plan, log: Log): Promise<Running> {
  const deadline = systemClock.now() + GIVE_WAY_WITHIN_MS;
  for (;;) {
    const found = await findRunning(plan.directory, sessionName, log);
    if (found.kind === "running") return { ...found, adopted: true };
    const server = await launch(plan, found.recycledPid, log);
    const session = await sessionOf(server, log);
    if (session !== undefined) return { server, session, adopted: false };
    const words = await server.lastWords();
    if (!ANOTHER_IS_HERE.test(words) || systemClock.now() > deadline)
      throw explain(words, plan.directory);
    await systemClock.sleep(RETRY_MS);
  }
}

/** Undefined when the server ended; one that does not let us in is stopped. */
async function sessionOf(
  server: Server,
  log: Log,
): Promise<Session | undefined> {
  try {
    const answer = await firstSession(server, Infinity, sessionName, log);
    return typeof answer === "string" ? undefined : answer;
  } catch (error) {
    await stopServer(server, log);
    throw error;
  }
}

import { systemClock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { readPostmaster } from "./postmaster-file.ts";
import { type Attempt, type Session, tryConnect } from "./session.ts";
import { StartError } from "./start-error.ts";

/** A running server process: our child, or one that a killed process left. */
export interface Server {
  pid: number;
  /** The database's directory. */
  directory: string;
  /** Absolute. */
  socketDirectory: string;
  isGone(): Promise<boolean>;
  /** Does nothing when the server is gone. */
  signal(name: NodeJS.Signals): void;
  /** Why it is gone, as far as known; call it when it is. */
  lastWords(): Promise<string>;
}

const RETRY_MS = 20;
/** Longer than a start takes that has nothing to recover. */
const SLOW_START_MS = 5_000;

/**
 * Waits until the server takes connections, however long it recovers.
 * @param silenceMs how long nothing may listen at all before the answer is "nobody"
 * @param name of the session
 */
export async function firstSession(
  server: Server,
  silenceMs: number,
  name: string,
  log: Log,
): Promise<Session | "gone" | "nobody"> {
  const started = systemClock.now();
  let heard = started;
  let told = false;
  while (!(await server.isGone())) {
    const attempt = await trySession(server, name);
    if (attempt.kind === "failed") throw noAnswer(server, attempt.reason);
    if (attempt.kind === "connected") return attempt.session;
    const now = systemClock.now();
    if (attempt.kind !== "nobody") heard = now;
    if (now - heard > silenceMs) return "nobody";
    if (!told && now - started > SLOW_START_MS) {
      told = true;
      log.info("PostgreSQL is still starting; after a crash it first recovers");
    }
    await systemClock.sleep(RETRY_MS);
  }
  return "gone";
}

/** Tries once. Where another server has the socket by now, ours is gone or about to go: that is "busy". */
export async function trySession(
  { socketDirectory, directory, pid }: Server,
  name: string,
): Promise<Attempt> {
  const attempt = await tryConnect(socketDirectory, name);
  if (attempt.kind !== "connected") return attempt;
  const postmaster = await readPostmaster(directory);
  if (postmaster?.pid === pid) return attempt;
  await attempt.session.client.end();
  return { kind: "busy" };
}

function noAnswer({ pid, directory }: Server, reason: string): StartError {
  return new StartError(
    `The PostgreSQL on ${directory} (process ${pid}) does not let allswell in (${reason}): stop that process, or move the directory away, then start again.`,
  );
}

/** Each way to stop, from the kindest, and how long it may take. */
const stopSteps: readonly [NodeJS.Signals, number][] = [
  // Fast: ends the sessions, writes everything.
  ["SIGINT", 5_000],
  // Immediate: nothing is lost, the next start recovers. PostgreSQL itself kills its children after 5 s.
  ["SIGQUIT", 6_000],
  ["SIGKILL", 2_000],
];
const STOP_POLL_MS = 10;

/** Stops the server and waits until it is gone. */
export async function stopServer(
  server: Server,
  log: Log,
  steps = stopSteps,
): Promise<void> {
  for (const [signal, withinMs] of steps) {
    const deadline = systemClock.now() + withinMs;
    server.signal(signal);
    while (systemClock.now() < deadline) {
      if (await server.isGone()) return;
      await systemClock.sleep(STOP_POLL_MS);
    }
    log.warn(`PostgreSQL did not stop within ${withinMs} ms of ${signal}`);
  }
}

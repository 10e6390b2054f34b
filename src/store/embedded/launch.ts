import { spawn } from "node:child_process";
import { once } from "node:events";
import { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../../base/log.ts";
import { dataArgument } from "./data-directory.ts";
import { postgres, type Programs } from "./programs.ts";
import { asUser, environment } from "./run.ts";
import { followServerLog } from "./server-log.ts";
import type { Server } from "./server.ts";
import type { ServerUser } from "./server-user.ts";
import { settingArguments } from "./settings.ts";
import {
  chooseSocketDirectory,
  locateSocketDirectory,
} from "./socket-directory.ts";

/** What a server is started with. */
export interface Plan {
  directory: string;
  programs: Programs;
  user: ServerUser | undefined;
  settings: Readonly<Record<string, string>>;
}

/** Sessions of a killed server may hold its output open for a while; its last lines are there by then. */
const OUTPUT_WITHIN_MS = 500;

/**
 * Starts the server as a child process; it does not keep this process alive.
 * @param recycledPid a living process that postmaster.pid names and that is no server
 */
export async function launch(
  { directory, programs, user, settings }: Plan,
  recycledPid: number | undefined,
  log: Log,
): Promise<Server> {
  const socketDirectory = await chooseSocketDirectory(directory, user);
  const args = [
    "-D",
    await dataArgument(directory, user),
    ...settingArguments(settings, socketDirectory),
  ];
  const child = spawn(postgres(programs), args, {
    cwd: directory,
    env: { ...environment, ...notAServer(recycledPid) },
    // A session of its own: Ctrl-C is for us, who write to the database before we stop it.
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
    ...asUser(user),
  });
  const lastLines = followServerLog(child.stderr, log);
  // Without a listener a signal that may not be sent would end this process.
  child.on("error", (err) =>
    log.warn({ err }, "PostgreSQL as a child process"),
  );
  await once(child, "spawn");
  const closed = new Promise((resolve) => child.once("close", resolve));
  child.unref();
  if (child.stderr instanceof Socket) child.stderr.unref();
  return {
    // Known since "spawn".
    pid: child.pid ?? 0,
    directory,
    socketDirectory: locateSocketDirectory(directory, socketDirectory),
    isGone: () =>
      Promise.resolve(child.exitCode !== null || child.signalCode !== null),
    signal: (name) => void child.kill(name),
    async lastWords() {
      await Promise.race([closed, delay(OUTPUT_WITHIN_MS)]);
      const how = child.signalCode ?? `code ${child.exitCode}`;
      return `PostgreSQL ended (${how}): ${lastLines().join(" / ")}`;
    },
  };
}

/**
 * The variable by which pg_ctl tells postgres that a process is no other server. The second interlock, on the shared
 * memory that the former server used, still stands, should we be wrong.
 */
function notAServer(pid: number | undefined): Record<string, string> {
  return pid === undefined ? {} : { PG_GRANDPARENT_PID: String(pid) };
}

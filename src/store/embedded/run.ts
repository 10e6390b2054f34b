import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { ServerUser } from "./server-user.ts";

/** The whole environment of the children: nothing of ours, so no secret, and messages in English. */
export const environment = { LC_ALL: "C", TZ: "UTC", PATH: "/usr/bin:/bin" };

/** Node changes the directory before it changes the user, so `cwd` may lie where the user could not go. */
export function asUser(user: ServerUser | undefined): {
  uid?: number;
  gid?: number;
} {
  return user === undefined ? {} : { uid: user.uid, gid: user.gid };
}

/** Runs a program to its end; `said` is what it wrote to standard error, or why it could not be run. */
export async function run(
  program: string,
  args: string[],
  options: { cwd: string; user: ServerUser | undefined },
): Promise<{ ok: boolean; said: string }> {
  try {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: environment,
      stdio: ["ignore", "ignore", "pipe"],
      ...asUser(options.user),
    });
    const [said] = await Promise.all([text(child.stderr), once(child, "exit")]);
    const { exitCode, signalCode } = child;
    if (exitCode === 0) return { ok: true, said };
    return {
      ok: false,
      said: said || `ended with ${signalCode ?? `code ${exitCode}`}`,
    };
  } catch (error) {
    return { ok: false, said: String(error) };
  }
}

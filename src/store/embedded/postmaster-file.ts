import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { locateSocketDirectory } from "./socket-directory.ts";

/** What a running server tells about itself in postmaster.pid, and a crashed one leaves behind. */
export interface Postmaster {
  pid: number;
  /** Absolute. */
  socketDirectory: string;
}

/** Undefined where no server has run since the last clean stop. */
export async function readPostmaster(
  directory: string,
): Promise<Postmaster | undefined> {
  try {
    const text = await readFile(join(directory, "postmaster.pid"), "utf8");
    // Lines: pid, data directory, start time, port, socket directory, address, shared memory, status.
    const [pid, , , , serversWord = ""] = text.split("\n");
    if (!/^\d+$/.test(pid ?? "")) return undefined;
    return {
      pid: Number(pid),
      socketDirectory: locateSocketDirectory(directory, serversWord),
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

import { resolve } from "node:path";
import { isAlive } from "./is-alive.ts";
import { readPostmaster } from "./postmaster-file.ts";
import { type Connection, connectionTo } from "./session.ts";

/** Where the embedded server of a data directory is reached, by its own word; undefined where none runs. Nothing is started. */
export async function findEmbedded(
  dataDir: string,
): Promise<Connection | undefined> {
  const server = await readPostmaster(resolve(dataDir, "postgres"));
  return server === undefined || !isAlive(server.pid)
    ? undefined
    : connectionTo(server.socketDirectory, "allswell");
}

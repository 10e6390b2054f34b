import pg from "pg";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { clientOptions, type Connection } from "./db.ts";

const RECONNECT_MS = 2_000;

/**
 * Calls back at each notification on a channel, over a connection of its own, until the signal fires. While it is not
 * connected nobody is called: whoever listens looks now and then by themselves. It also calls once after connecting,
 * for what was missed meanwhile.
 */
export async function listen(
  connection: Connection,
  channel: string,
  heard: () => void,
  { clock, log, signal }: { clock: Clock; log: Log; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    const client = new pg.Client({
      ...clientOptions(connection),
      keepAlive: true,
    });
    const ended = Promise.withResolvers<void>();
    client.on("error", (error) =>
      log.warn({ err: error }, "the connection for notifications broke"),
    );
    client.on("end", ended.resolve);
    client.on("notification", heard);
    try {
      await client.connect();
      await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      heard();
      await Promise.race([ended.promise, aborted(signal)]);
    } catch (error) {
      log.warn({ err: error }, "notifications cannot be heard; trying again");
    }
    await client.end().catch(() => undefined); // broken already
    await clock.sleep(RECONNECT_MS, signal);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}

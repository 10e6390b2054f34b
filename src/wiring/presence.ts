import { statfs } from "node:fs/promises";
import { type Actor, type Context, system } from "../actions/context.ts";
import type { Log } from "../base/log.ts";
import type { Bot } from "../bot/app.ts";
import type { Config } from "../config.ts";
import type { Foundation } from "../foundation.ts";
import type { Scheduler } from "../scheduler/index.ts";
import { Presence } from "../scheduler/presence.ts";

/** What tells the other instances, and the doctor, how this one does. */
export function presenceOf(
  config: Config,
  {
    foundation,
    contextOf,
    scheduler,
    bot,
  }: {
    foundation: Foundation;
    contextOf: (actor: Actor) => Context;
    scheduler: Scheduler;
    bot: Bot | undefined;
  },
  log: Log,
): Presence {
  return new Presence({
    context: () => contextOf(system),
    clock: foundation.clock,
    machineNow: Date.now,
    log,
    roles: [...config.roles],
    condition: async () => ({
      ...scheduler.condition(),
      slack: bot?.connection() ?? null,
      freeBytes: await freeBytes(config),
    }),
  });
}

/** What is left where the embedded database lies; null where the database is somewhere else, or it cannot be told. */
export async function freeBytes({
  databaseUrl,
  dataDir,
}: Pick<Config, "databaseUrl" | "dataDir">): Promise<number | null> {
  if (databaseUrl !== undefined) return null;
  try {
    const { bavail, bsize } = await statfs(dataDir);
    return bavail * bsize;
  } catch {
    return null;
  }
}

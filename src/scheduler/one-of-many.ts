import type { Log } from "../base/log.ts";

/** Does one of several pieces of work: what goes wrong in it is logged, and does not stop the others. */
export async function oneOfMany(
  log: Log,
  what: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error({ err: error }, `${what} could not be looked for; trying again`);
  }
}

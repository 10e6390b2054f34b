import type { Context } from "../actions/context.ts";
import { type Alarm, watchTelling } from "../actions/upkeep/own-troubles.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { SECOND } from "../domain/time.ts";

const LOOK_MS = 15 * SECOND;

export interface OwnWatchParts {
  context: () => Context;
  clock: Clock;
  log: Log;
  alarm: Alarm;
}

/** Watches whether allswell itself can tell what it has to tell. Every instance looks; each trouble is told once. */
export class OwnWatch {
  readonly #parts: OwnWatchParts;

  constructor(parts: OwnWatchParts) {
    this.#parts = parts;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#parts;
    while (!signal.aborted) {
      try {
        await this.#look();
      } catch (error) {
        log.error(
          { err: error },
          "it could not be looked whether everything is told; trying again",
        );
      }
      await clock.sleep(LOOK_MS, signal);
    }
  }

  async #look(): Promise<void> {
    const { context, alarm, log } = this.#parts;
    const { opened, resolved, letters } = await watchTelling(context(), alarm);
    for (const { text, told } of opened)
      log.error(
        { told },
        told === 0
          ? `${text} The operators could not be told by any other way.`
          : text,
      );
    for (const text of resolved) log.info(text);
    if (letters !== null)
      log.warn(
        { told: letters.told },
        letters.told === 0
          ? `${letters.text} The operators can be told of it in Slack alone.`
          : letters.text,
      );
  }
}

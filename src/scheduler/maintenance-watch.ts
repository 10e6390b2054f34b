import type { Context } from "../actions/context.ts";
import { coverAll } from "../actions/maintenance/cover-service.ts";
import { runOneMaintenance } from "../actions/maintenance/run-maintenance.ts";
import type { Log } from "../base/log.ts";
import { type Instant, SECOND } from "../domain/time.ts";

/** What changed without a beginning or an end (a monitor was moved, an instance died half-way) is seen after this long. */
const SWEEP_MS = 5 * SECOND;

/** Begins and ends maintenance that is due, and lets the monitors follow. */
export class MaintenanceWatch {
  readonly #context: () => Context;
  readonly #log: Log;
  #sweptAt: Instant = -Infinity;

  constructor({ context, log }: { context: () => Context; log: Log }) {
    this.#context = context;
    this.#log = log;
  }

  async look(signal: AbortSignal): Promise<void> {
    const hasChanged = await this.#runDue(signal);
    const { now } = this.#context();
    if (!hasChanged && now - this.#sweptAt < SWEEP_MS && now >= this.#sweptAt)
      return;
    // Where there are more than one call takes, the next tick goes on.
    const changed = await coverAll(this.#context());
    this.#sweptAt = changed > 0 ? -Infinity : now;
  }

  async #runDue(signal: AbortSignal): Promise<boolean> {
    const failed = new Set<number>();
    let hasChanged = false;
    for (let tries = 0; !signal.aborted && tries === failed.size;) {
      try {
        if (!(await runOneMaintenance(this.#context(), failed))) break;
        hasChanged = true;
      } catch (error) {
        this.#log.error(
          { err: error, occurrences: [...failed] },
          "maintenance could not begin or end; trying again",
        );
        tries += 1; // where nothing was claimed, this ends the loop
      }
    }
    return hasChanged;
  }
}

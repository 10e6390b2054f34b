import type { Context } from "../actions/context.ts";
import {
  keepResults,
  makePartitions,
  type StateChange,
  type StoredResult,
} from "../actions/upkeep/probe-work.ts";
import { Bell } from "../base/bell.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { DAY } from "../domain/time.ts";

/** Results of about this long are written together. */
const BATCH_MS = 100;
const MOST_IN_BATCH = 1_000;
/** While the database is away so many wait, a quarter of an hour of a thousand monitors; then the oldest are given up. */
const MOST_WAITING = 50_000;
const RETRY_MS = 1_000;

interface Entry {
  result: StoredResult;
  change: StateChange | null;
}

/** Writes results that nobody needs to be told of, many at a time, in the order in which they came. */
export class ResultWriter {
  readonly #context: () => Context;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #bell = new Bell();
  #waiting: Entry[] = [];

  constructor(context: () => Context, clock: Clock, log: Log) {
    this.#context = context;
    this.#clock = clock;
    this.#log = log;
  }

  /** Hands over a result, and what it changes of its monitor's counting. */
  add(result: StoredResult, change: StateChange | null): void {
    this.#waiting.push({ result, change });
    this.#bell.ring();
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#bell.wait(this.#clock, DAY, signal);
      await this.#clock.sleep(BATCH_MS, signal);
      while (this.#waiting.length > 0 && !(await this.flush())) {
        if (signal.aborted) return;
        await this.#clock.sleep(RETRY_MS, signal);
      }
    }
  }

  /** Writes what waits; false where the database would not take it: it waits on. */
  async flush(): Promise<boolean> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MOST_IN_BATCH);
      try {
        await this.#write(batch);
      } catch (error) {
        this.#waiting = [...batch, ...this.#waiting].slice(-MOST_WAITING);
        this.#log.error(
          { err: error, waiting: this.#waiting.length },
          "results could not be written; they wait for the next try",
        );
        return false;
      }
    }
    return true;
  }

  async #write(batch: readonly Entry[]): Promise<void> {
    const results = batch.map(({ result }) => result);
    const changes = batch.flatMap(({ change }) =>
      change === null ? [] : [change],
    );
    try {
      await keepResults(this.#context(), results, changes);
    } catch (error) {
      if (!isMissingPartition(error)) throw error;
      await makePartitions(this.#context());
      await keepResults(this.#context(), results, changes);
    }
  }
}

/** "no partition of relation found for row" is a check violation, of no constraint that has a name. */
function isMissingPartition(error: unknown): boolean {
  return (
    error instanceof Error && error.message.includes("no partition of relation")
  );
}

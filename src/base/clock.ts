import { setTimeout as delay } from "node:timers/promises";

/** The loops' only source of time, so that tests can move it by hand. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z. */
  now(): number;
  /** Waits, or returns at once when the signal fires; it never throws. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    if (signal?.aborted === true) return;
    try {
      await delay(ms, undefined, signal === undefined ? {} : { signal });
    } catch {
      // Aborted: whoever waits looks at the signal.
    }
  },
};

/** Smaller differences are the network's delay, not the clock's error. */
const TOLERATED_MS = 250;

/**
 * The machine's clock, set right by the database's where the two disagree: rows fall due by the database's clock,
 * and instances on several machines must agree.
 */
export class FollowingClock implements Clock {
  readonly #own: Clock;
  #offsetMs = 0;

  constructor(own: Clock) {
    this.#own = own;
  }

  now(): number {
    return this.#own.now() + this.#offsetMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#own.sleep(ms, signal);
  }

  /** The database's clock as it was just now. */
  follow(databaseNow: number): void {
    const difference = databaseNow - this.#own.now();
    if (Math.abs(difference - this.#offsetMs) > TOLERATED_MS)
      this.#offsetMs = Math.abs(difference) > TOLERATED_MS ? difference : 0;
  }
}

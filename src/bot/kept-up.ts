import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { type Instant, SECOND } from "../domain/time.ts";

/** A connection that lasted so long was a good one: what ended it deserves no patience. */
const STEADY_MS = 30 * SECOND;
const FIRST_PAUSE_MS = SECOND / 2;
const LONGEST_PAUSE_MS = 30 * SECOND;

/** Whether there is a connection now, since when it is so, and why there is none. */
export interface ConnectionState {
  connected: boolean;
  since: Instant;
  failure: string | null;
}

/**
 * Keeps a connection up: when it cannot be made, or is lost, it is made again, with longer and longer pauses. Slack may be
 * away for an hour: meanwhile everything else goes on, and nobody has to start us again afterwards.
 */
export class KeptUp {
  readonly #connect: () => Promise<{ gone: Promise<unknown> }>;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #stopped = new AbortController();
  #state: ConnectionState;

  /** `connect` throws where it cannot; `gone` resolves when the connection is lost. */
  constructor(
    connect: () => Promise<{ gone: Promise<unknown> }>,
    { clock, log }: { clock: Clock; log: Log },
  ) {
    this.#connect = connect;
    this.#clock = clock;
    this.#log = log;
    this.#state = { connected: false, since: clock.now(), failure: null };
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Resolves when the first try is over, however it ended. */
  start(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    void this.#keep(resolve);
    return promise;
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #keep(tried: () => void): Promise<void> {
    const { signal } = this.#stopped;
    for (let failures = 0; !signal.aborted;) {
      const began = this.#clock.now();
      await this.#once(tried);
      const isSteady = this.#clock.now() - began > STEADY_MS;
      failures = isSteady ? 0 : failures + 1;
      if (failures > 0) await this.#clock.sleep(pauseAfter(failures), signal);
    }
  }

  /** One connection, from its beginning to its end. */
  async #once(tried: () => void): Promise<void> {
    try {
      const { gone } = await this.#connect();
      this.#log.debug("Slack is connected");
      this.#turn(true, null);
      tried();
      await gone;
      this.#turn(false, "the connection was lost");
    } catch (error) {
      this.#turn(false, error instanceof Error ? error.message : String(error));
      this.#log.warn(
        { err: error },
        "Slack cannot be reached, or refuses the bot's tokens; it is tried again",
      );
      tried();
    }
  }

  /** While it fails again and again, it has not been so since the last failure but since the first. */
  #turn(connected: boolean, failure: string | null): void {
    const since =
      connected === this.#state.connected
        ? this.#state.since
        : this.#clock.now();
    this.#state = { connected, since, failure };
  }
}

function pauseAfter(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
}

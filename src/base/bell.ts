import type { Clock } from "./clock.ts";

/** Wakes a loop that waits for the next thing to do: rung once or ten times, it has rung. */
export class Bell {
  #rung = false;
  #ring: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#ring?.();
  }

  /** Waits until it is rung, or the time is over, or the signal fires. */
  async wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted) {
      const rung = new AbortController();
      this.#ring = () => rung.abort();
      await clock.sleep(ms, AbortSignal.any([rung.signal, signal]));
      this.#ring = undefined;
    }
    this.#rung = false;
  }
}

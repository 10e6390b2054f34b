import type { Clock } from "../base/clock.ts";
import type { Instant, Interval } from "../domain/time.ts";

const BEAT_MS = 250;
/** A beat that comes this late means that the whole program stood still: a deadline that passed meanwhile says nothing. */
const STALL_MS = 1_000;
const REMEMBER_MS = 5 * 60_000;

/** Notices when this program itself stood still (a suspended machine, a blocked loop, no processor to be had). */
export class StallWatch {
  readonly #clock: Clock;
  #stalls: Interval[] = [];
  #lastBeat: Instant;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastBeat = clock.now();
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#clock.sleep(BEAT_MS, signal);
      this.beat();
    }
  }

  /** Looks at the clock. Called in between as well, since the watch itself may be woken last after a stall. */
  beat(): void {
    const now = this.#clock.now();
    if (now - this.#lastBeat >= BEAT_MS + STALL_MS)
      this.#stalls.push({ from: this.#lastBeat, until: now });
    this.#lastBeat = now;
    this.#stalls = this.#stalls.filter(
      ({ until }) => until > now - REMEMBER_MS,
    );
  }

  /** Whether we stood still at any time in a stretch. */
  stalledWithin(from: Instant, until: Instant): boolean {
    this.beat();
    return this.#stalls.some(
      (stall) => stall.from < until && stall.until > from,
    );
  }
}

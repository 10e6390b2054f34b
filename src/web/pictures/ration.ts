import type { Clock } from "../../base/clock.ts";
import { type Instant, MINUTE } from "../../domain/time.ts";

/** More wait at a time for nobody. */
const MOST_WAITING = 30;
/** Drawn in a minute at most: some tenth of one processor's time. */
const MOST_IN_A_MINUTE = 120;

/** There is no turn for this at the moment. */
export class OutOfTurn extends Error {
  constructor() {
    super("too much is being drawn");
  }
}

/** One after the other, and not too many of them: strangers decide how often they ask, not how much is done. */
export class Ration {
  readonly #clock: Pick<Clock, "now">;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #begun: Instant[] = [];

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** @throws {OutOfTurn} where there is too much to do already. */
  async run<Done>(work: () => Promise<Done>): Promise<Done> {
    const now = this.#clock.now();
    this.#begun = this.#begun.filter((at) => Math.abs(now - at) < MINUTE);
    if (this.#waiting >= MOST_WAITING || this.#begun.length >= MOST_IN_A_MINUTE)
      throw new OutOfTurn();
    this.#begun.push(now);
    this.#waiting += 1;
    const turn = this.#last.then(work).finally(() => (this.#waiting -= 1));
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

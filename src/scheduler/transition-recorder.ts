import type { Context } from "../actions/context.ts";
import {
  recordTransitions,
  type Recorded,
  type Transition,
} from "../actions/incidents/record-transition.ts";

/** Of ten connections to the database: a storm's thousands must not keep those waiting who tell of it. */
const BATCHES_AT_ONCE = 2;
const MOST_IN_BATCH = 50;

interface Waiting {
  transition: Transition;
  alone: boolean;
  done: PromiseWithResolvers<Recorded>;
}

/** Records changes of mind as they come; in a storm those that wait share transactions, one of a service in each. */
export class TransitionRecorder {
  readonly #context: () => Context;
  #waiting: Waiting[] = [];
  #batches = 0;

  constructor(context: () => Context) {
    this.#context = context;
  }

  /** `alone`: in a transaction of its own, so that what cannot be recorded keeps no other from it a second time. */
  async record(transition: Transition, alone: boolean): Promise<Recorded> {
    const done = Promise.withResolvers<Recorded>();
    this.#waiting.push({ transition, alone, done });
    this.#begin();
    return done.promise;
  }

  #begin(): void {
    while (this.#batches < BATCHES_AT_ONCE && this.#waiting.length > 0) {
      this.#batches += 1;
      void this.#record(this.#takeBatch()).finally(() => {
        this.#batches -= 1;
        this.#begin();
      });
    }
  }

  #takeBatch(): Waiting[] {
    const [first, ...others] = this.#waiting;
    if (first === undefined || first.alone) {
      this.#waiting = others;
      return first === undefined ? [] : [first];
    }
    const batch = new Map<number, Waiting>();
    this.#waiting = this.#waiting.filter((one) => {
      const { serviceId } = one.transition;
      if (one.alone || batch.size === MOST_IN_BATCH || batch.has(serviceId))
        return true;
      batch.set(serviceId, one);
      return false;
    });
    return [...batch.values()];
  }

  async #record(batch: readonly Waiting[]): Promise<void> {
    try {
      const transitions = batch.map(({ transition }) => transition);
      const outcomes = await recordTransitions(this.#context(), transitions);
      for (const [index, { done }] of batch.entries())
        done.resolve(outcomes[index] ?? "superseded");
    } catch (error) {
      for (const { done } of batch) done.reject(error);
    }
  }
}

import type { Clock } from "../base/clock.ts";
import { MINUTE, type Instant } from "../domain/time.ts";

/** Slack repeats what was not acknowledged for up to five minutes; people press twice. */
const REMEMBER_MS = 10 * MINUTE;

/** Does a thing once however often it is asked for: the second asker gets the first one's answer. */
export class Once<Answer> {
  readonly #clock: Clock;
  /** The oldest come first: a Map keeps the order in which they were put in. */
  readonly #done = new Map<string, { answer: Promise<Answer>; at: Instant }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  do(key: string, work: () => Promise<Answer>): Promise<Answer> {
    const now = this.#clock.now();
    this.#forgetBefore(now - REMEMBER_MS);
    const earlier = this.#done.get(key);
    if (earlier !== undefined) return earlier.answer;
    const answer = work();
    this.#done.set(key, { answer, at: now });
    return answer;
  }

  /** The next asker may try again, as after a form that was sent back with errors. */
  forget(key: string): void {
    this.#done.delete(key);
  }

  #forgetBefore(then: Instant): void {
    for (const [key, { at }] of this.#done) {
      if (at >= then) return;
      this.#done.delete(key);
    }
  }
}

/** Things to happen later, all of which can be called off. */
export class Timers {
  readonly #waiting = new Set<NodeJS.Timeout>();
  #stopped = false;

  later(ms: number, happen: () => void): void {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      happen();
    }, ms);
    this.#waiting.add(timer);
  }

  /** Nothing that is waiting happens any more, and nothing new is taken on. */
  stop(): void {
    this.#stopped = true;
    this.clear();
  }

  /** Nothing that is waiting happens any more. */
  clear(): void {
    for (const timer of this.#waiting) clearTimeout(timer);
    this.#waiting.clear();
  }
}

/** So many are kept in mind; beyond that the oldest begin anew. */
const MOST_REMEMBERED = 10_000;

/** So many in a stretch of time for each of those who come, counted from the first one. */
export class RateLimit {
  readonly #most: number;
  readonly #withinMs: number;
  readonly #counts = new Map<string, { count: number; until: number }>();

  constructor({ most, withinMs }: { most: number; withinMs: number }) {
    this.#most = most;
    this.#withinMs = withinMs;
  }

  /** Counts one more; 0 where it is allowed, else how many milliseconds to wait. */
  take(who: string, now: number): number {
    const known = this.#known(who, now);
    if (known === undefined) {
      this.#forget();
      this.#counts.set(who, { count: 1, until: now + this.#withinMs });
      return 0;
    }
    known.count += 1;
    return known.count <= this.#most ? 0 : known.until - now;
  }

  /** What was counted last was none. */
  giveBack(who: string): void {
    const known = this.#counts.get(who);
    if (known !== undefined) known.count -= 1;
  }

  #known(
    who: string,
    now: number,
  ): { count: number; until: number } | undefined {
    const known = this.#counts.get(who);
    const isOver =
      known === undefined ||
      known.until <= now ||
      known.until - now > this.#withinMs; // the clock went back
    if (!isOver) return known;
    this.#counts.delete(who);
    return undefined;
  }

  /** A map keeps its keys in the order in which they came. */
  #forget(): void {
    if (this.#counts.size < MOST_REMEMBERED) return;
    const [oldest] = this.#counts.keys();
    if (oldest !== undefined) this.#counts.delete(oldest);
  }
}

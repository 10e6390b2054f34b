import type { Instant } from "../../domain/time.ts";

/** What is kept of each thing. */
interface Kept<Value> {
  madeAt: Instant;
  value: Value;
}

/**
 * Keeps what was made for so long, however many ask for it, and of so many things at most. Once too old it is made anew; where
 * that fails, the old one is as good as it gets.
 */
export class Lasting<Value> {
  readonly #lastMs: number;
  readonly #most: number;
  readonly #kept = new Map<string, Kept<Value>>();
  readonly #making = new Map<string, Promise<Kept<Value>>>();

  constructor({ lastMs, most }: { lastMs: number; most: number }) {
    this.#lastMs = lastMs;
    this.#most = most;
  }

  async get(
    key: string,
    now: Instant,
    make: () => Promise<Value>,
  ): Promise<Kept<Value>> {
    const known = this.#kept.get(key);
    if (known !== undefined && Math.abs(now - known.madeAt) < this.#lastMs)
      return known;
    try {
      return await this.#make(key, now, make);
    } catch (error) {
      if (known === undefined) throw error;
      return known;
    }
  }

  /** Once for all who ask meanwhile. */
  #make(
    key: string,
    now: Instant,
    make: () => Promise<Value>,
  ): Promise<Kept<Value>> {
    const underWay = this.#making.get(key);
    if (underWay !== undefined) return underWay;
    const made = make()
      .then((value) => this.#keep(key, { madeAt: now, value }))
      .finally(() => this.#making.delete(key));
    this.#making.set(key, made);
    return made;
  }

  /** What was made longest ago makes room. */
  #keep(key: string, kept: Kept<Value>): Kept<Value> {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#most && oldest !== undefined)
      this.#kept.delete(oldest);
    return kept;
  }
}

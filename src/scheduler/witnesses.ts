import type { Clock } from "../base/clock.ts";
import type { Connector } from "../net/connector.ts";
import type { Instant } from "../domain/time.ts";

export interface Witness {
  host: string;
  port: number;
}

/** How long their word counts: a storm of failures asks them once, not ten thousand times. */
const FRESH_MS = 3_000;
const TIMEOUT_MS = 3_000;

/**
 * A few addresses that are nearly always up. Before anything is called down they are asked; where none of them answers
 * either, it is our own line that is broken. Without any witness our line is taken to be fine.
 */
export class Witnesses {
  readonly #witnesses: readonly Witness[];
  readonly #connector: Connector;
  readonly #clock: Clock;
  #answer: { askedAt: Instant; anyAnswers: Promise<boolean> } | undefined;
  #last: { askedAt: Instant; answer: boolean } | undefined;
  #brokenAt: Instant | undefined;

  constructor(
    witnesses: readonly Witness[],
    connector: Connector,
    clock: Clock,
  ) {
    this.#witnesses = witnesses;
    this.#connector = connector;
    this.#clock = clock;
  }

  /** What they last said; undefined where nobody has asked them yet. */
  get last(): { askedAt: Instant; answer: boolean } | undefined {
    return this.#last;
  }

  /** Whether our own line was found to be broken at that instant or later. */
  wasBrokenSince(at: Instant): boolean {
    return this.#brokenAt !== undefined && this.#brokenAt >= at;
  }

  /** Whether anybody out there answers. Asks all at once; the first good answer decides. */
  async anyAnswers(): Promise<boolean> {
    if (this.#witnesses.length === 0) return true;
    const now = this.#clock.now();
    if (
      this.#answer === undefined ||
      now - this.#answer.askedAt >= FRESH_MS ||
      now < this.#answer.askedAt
    ) {
      this.#answer = { askedAt: now, anyAnswers: this.#askAt(now) };
    }
    return this.#answer.anyAnswers;
  }

  async #askAt(askedAt: Instant): Promise<boolean> {
    const answer = await this.#ask();
    this.#last = { askedAt, answer };
    if (!answer) this.#brokenAt = this.#clock.now();
    return answer;
  }

  async #ask(): Promise<boolean> {
    const enough = new AbortController();
    const timer = setTimeout(() => enough.abort(), TIMEOUT_MS);
    try {
      await Promise.any(
        this.#witnesses.map((witness) => this.#reach(witness, enough.signal)),
      );
      return true;
    } catch {
      return false; // AggregateError: not one of them
    } finally {
      clearTimeout(timer);
      enough.abort();
    }
  }

  async #reach({ host, port }: Witness, signal: AbortSignal): Promise<void> {
    const connected = await this.#connector.connect({ host, port, signal });
    if (!connected.ok) throw new Error(connected.failure.text);
    connected.socket.destroy();
  }
}

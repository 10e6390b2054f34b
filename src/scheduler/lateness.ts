import { type Instant, MINUTE } from "../domain/time.ts";

const KEPT = 4_096;
/** Older ones say nothing of how it is now. */
const LATELY_MS = 5 * MINUTE;

export interface LatenessSummary {
  /** All probes since the start. */
  probes: number;
  /** Those of the last minutes, as far as they are kept: the last few thousand. */
  lately: number;
  /** Of those, the lateness that half and 99 % stayed under; 0 where there were none. */
  p50Ms: number;
  p99Ms: number;
}

/** How late probes begin: the last few thousand, for /readyz and the operators. */
export class Lateness {
  readonly #values = new Float64Array(KEPT);
  readonly #times = new Float64Array(KEPT);
  #count = 0;

  add(ms: number, at: Instant): void {
    const place = this.#count % KEPT;
    this.#values[place] = ms;
    this.#times[place] = at;
    this.#count += 1;
  }

  summary(now: Instant): LatenessSummary {
    const sorted = this.#values
      .subarray(0, Math.min(this.#count, KEPT))
      .filter((_, place) => (this.#times[place] ?? 0) > now - LATELY_MS)
      .sort();
    const at = (share: number): number =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ??
      0;
    return {
      probes: this.#count,
      lately: sorted.length,
      p50Ms: at(0.5),
      p99Ms: at(0.99),
    };
  }
}

const KEPT = 4_096;

/** How late probes begin: the last few thousand, for /readyz and the operators. */
export class Lateness {
  readonly #values = new Float64Array(KEPT);
  #count = 0;

  add(ms: number): void {
    this.#values[this.#count % KEPT] = ms;
    this.#count += 1;
  }

  /** All probes since the start, and the lateness (ms) that half and 99 % of the last few thousand stayed under. */
  summary(): { probes: number; p50Ms: number; p99Ms: number } {
    const sorted = this.#values
      .subarray(0, Math.min(this.#count, KEPT))
      .toSorted();
    const at = (share: number): number =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ??
      0;
    return { probes: this.#count, p50Ms: at(0.5), p99Ms: at(0.99) };
  }
}

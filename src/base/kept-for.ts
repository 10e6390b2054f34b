/** What costs something to make is made once and kept for a while; those who come meanwhile wait for the same making. */
export class KeptFor<Value> {
  readonly #ms: number;
  readonly #make: () => Promise<Value>;
  #kept: { value: Promise<Value>; since: number } | undefined;

  constructor(ms: number, make: () => Promise<Value>) {
    this.#ms = ms;
    this.#make = make;
  }

  get(now: number): Promise<Value> {
    const known = this.#kept;
    const isFresh =
      known !== undefined && now >= known.since && now - known.since < this.#ms;
    if (isFresh) return known.value;
    const value = this.#make();
    this.#kept = { value, since: now };
    // What failed is not kept; whoever waits is told.
    value.catch(() => {
      if (this.#kept?.value === value) this.#kept = undefined;
    });
    return value;
  }
}

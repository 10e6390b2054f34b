/** Where servers of tests are stopped: a test, or a scope of one's own. */
export interface Scope {
  after(end: () => unknown): void;
}

/** A scope that ends with the block it is made in (`await using`), the last thing started first. */
export class OwnScope implements Scope, AsyncDisposable {
  readonly #ends: (() => unknown)[] = [];

  after(end: () => unknown): void {
    this.#ends.push(end);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (let end = this.#ends.pop(); end; end = this.#ends.pop()) await end();
  }
}

import type { TestContext } from "node:test";

/** What is to be ended, for a program that uses the helpers of tests: `after` is as a test's own. */
export class Ends implements Pick<TestContext, "after"> {
  readonly #hooks: (() => unknown)[] = [];

  readonly after = (hook?: (...nothing: never[]) => unknown): void => {
    if (hook !== undefined) this.#hooks.push(hook);
  };

  /** In the order in which they were given, as a test does; a hook may add more. */
  async end(): Promise<void> {
    for (let hook; (hook = this.#hooks.shift()) !== undefined;) await hook();
  }
}

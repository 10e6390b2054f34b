import type { BareLoopCount, BareLoopOrder } from "../processes/bare-loop.ts";
import { Child } from "./child.ts";

/** The loop that allswell is compared with. */
export class BareLoop implements AsyncDisposable {
  readonly #child: Child<unknown>;

  private constructor(child: Child<unknown>) {
    this.#child = child;
  }

  static async start(order: BareLoopOrder): Promise<BareLoop> {
    return new BareLoop(await Child.start("bare-loop.ts", order));
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** How many looks are finished. */
  async done(): Promise<number> {
    return (await this.#child.ask<BareLoopCount>("count")).done;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
  }
}

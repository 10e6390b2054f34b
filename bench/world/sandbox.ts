import { SlackClient } from "../../src/sandbox/index.ts";
import type { SandboxHello, SandboxOrder } from "../processes/sandbox.ts";
import { Child } from "./child.ts";

/** A channel of the sandbox's Slack that the program is in. */
export const CHANNEL = { id: "COPS000001", label: "#ops" };
/** Somebody in that channel who may do everything. */
export const USER = "ada";

/** The pretend outside world, reached only over the wire. */
export class Sandbox implements AsyncDisposable {
  readonly #child: Child<SandboxHello>;
  readonly slack: SlackClient;

  private constructor(child: Child<SandboxHello>) {
    this.#child = child;
    this.slack = new SlackClient(child.hello.url);
  }

  static async start(
    order: SandboxOrder = { rateLimits: false },
  ): Promise<Sandbox> {
    return new Sandbox(await Child.start<SandboxHello>("sandbox.ts", order));
  }

  get hello(): SandboxHello {
    return this.#child.hello;
  }

  /** What one of the control routes tells, "x/tweets". */
  async control<Answer>(path: string): Promise<Answer> {
    const response = await fetch(`${this.hello.url}/control/${path}`);
    return (await response.json()) as Answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
  }
}

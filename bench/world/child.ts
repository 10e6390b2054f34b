import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const folder = join(import.meta.dirname, "../processes");

/** A process of the bench's own, so that its work is counted apart or not at all. It ends when we do. */
export class Child<Hello> implements AsyncDisposable {
  readonly #process: ChildProcess;
  /** What it said when it was ready. */
  readonly hello: Hello;

  private constructor(child: ChildProcess, hello: Hello) {
    this.#process = child;
    this.hello = hello;
  }

  /** Starts `bench/processes/<file>`, tells it what to do, and waits until it is ready. */
  static async start<Hello>(
    file: string,
    order: object = {},
  ): Promise<Child<Hello>> {
    const child = fork(join(folder, file));
    child.send(order);
    const [hello] = (await Promise.race([
      once(child, "message"),
      once(child, "exit").then(() => {
        throw new Error(`${file} could not start`);
      }),
    ])) as [Hello];
    return new Child(child, hello);
  }

  get pid(): number {
    return this.#process.pid ?? 0; // known since it said hello
  }

  /** One question at a time. */
  async ask<Answer>(question: unknown): Promise<Answer> {
    const answered = once(this.#process, "message");
    this.#process.send(question as object);
    const [answer] = (await answered) as [Answer];
    return answer;
  }

  /** What it says next without being asked. */
  async next<Answer>(): Promise<Answer> {
    const [said] = (await once(this.#process, "message")) as [Answer];
    return said;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const exited = once(this.#process, "exit");
    if (this.#process.connected) this.#process.disconnect();
    await exited;
  }
}

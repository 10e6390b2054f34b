import type {
  BrokenAnswer,
  TargetsHello,
  TargetsQuestion,
} from "../processes/targets.ts";
import { Child } from "./child.ts";

/** The servers that are probed, each page at a URL of its own. */
export class Targets implements AsyncDisposable {
  readonly #child: Child<TargetsHello>;

  private constructor(child: Child<TargetsHello>) {
    this.#child = child;
  }

  static async start(): Promise<Targets> {
    return new Targets(await Child.start<TargetsHello>("targets.ts"));
  }

  /** Pages that follow each other lie at different hosts. */
  url(page: number): string {
    const { hosts } = this.#child.hello;
    const place = hosts[page % hosts.length];
    return `http://${place?.host}:${place?.port}/${page}`;
  }

  /** An address that always answers, "host:port". */
  get witness(): string {
    return new URL(this.url(0)).host;
  }

  /** From now on the pages from `from` up to, not including, `to` answer 503, and all others well. */
  async break(from: number, to: number): Promise<void> {
    await this.#ask({ kind: "break", pages: { from, to } });
  }

  /** What broken pages answered since the last time. */
  async takeAnswers(): Promise<BrokenAnswer[]> {
    const { answers } = await this.#ask<{ answers: BrokenAnswer[] }>({
      kind: "answers",
    });
    return answers;
  }

  #ask<Answer>(question: TargetsQuestion): Promise<Answer> {
    return this.#child.ask(question);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
  }
}

import type { Request, Response } from "express";

/** Changes that come together are told together. */
const TOGETHER_MS = 50;
/** A proxy between may cut a connection on which nothing comes for long. */
const KEEP_ALIVE_MS = 15_000;

/** Tells open pages that something has changed; what, they ask for themselves. */
export class Live {
  readonly #pages = new Set<Response>();
  readonly #keepAlive: NodeJS.Timeout;
  #soon: NodeJS.Timeout | undefined;
  #count = 0;

  constructor() {
    this.#keepAlive = setInterval(
      () => this.#send(": still here\n\n"),
      KEEP_ALIVE_MS,
    );
    this.#keepAlive.unref();
  }

  changed(): void {
    if (this.#soon !== undefined || this.#pages.size === 0) return;
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      this.#count += 1;
      this.#send(`event: changed\ndata: ${this.#count}\n\n`);
    }, TOGETHER_MS);
    this.#soon.unref();
  }

  /** Server-sent events: one "changed" at once, and one after each change. */
  serve(_request: Request, response: Response): void {
    response.set({
      "content-type": "text/event-stream",
      "cache-control": "no-store",
    });
    response.write(`retry: 1000\nevent: changed\ndata: ${this.#count}\n\n`);
    this.#pages.add(response);
    response.once("close", () => this.#pages.delete(response));
  }

  stop(): void {
    clearInterval(this.#keepAlive);
    clearTimeout(this.#soon);
    for (const page of this.#pages) page.end();
  }

  #send(text: string): void {
    for (const page of this.#pages) page.write(text);
  }
}

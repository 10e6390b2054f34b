import { Worker } from "node:worker_threads";
import type { Picture } from "../domain/pictures.ts";
import { type Look, usualLook } from "./look.ts";

export type Format = "svg" | "png";

/** What the thread is asked, and what it answers. */
export interface Order {
  id: number;
  picture: Picture;
  format: Format;
  look: Look;
}
export type Delivered = { id: number } & (
  { drawn: string | Uint8Array } | { problem: string }
);

/** The thread costs some 60 MB; it ends when nobody has wanted a picture for so long. */
const IDLE_MS = 60_000;

/**
 * Draws in a thread of its own, made when it is first needed: a picture takes a tenth of a second and the libraries
 * behind it half of one, in which no monitor would be looked at on time.
 */
export class Studio {
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #count = 0;
  readonly #waiting = new Map<
    number,
    PromiseWithResolvers<string | Uint8Array>
  >();

  async svg(picture: Picture, look = usualLook): Promise<string> {
    return (await this.#draw(picture, "svg", look)) as string;
  }

  async png(picture: Picture, look = usualLook): Promise<Buffer> {
    const drawn = await this.#draw(picture, "png", look);
    return Buffer.from(drawn as Uint8Array);
  }

  /** Ends the thread; what was not drawn by then fails. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    await this.#worker?.terminate();
  }

  async #draw(
    picture: Picture,
    format: Format,
    look: Look,
  ): Promise<string | Uint8Array> {
    clearTimeout(this.#idle);
    const worker = (this.#worker ??= this.#hire());
    const id = ++this.#count;
    const ordered = Promise.withResolvers<string | Uint8Array>();
    this.#waiting.set(id, ordered);
    worker.postMessage({ id, picture, format, look } satisfies Order);
    try {
      return await ordered.promise;
    } finally {
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) this.#rest();
    }
  }

  #hire(): Worker {
    const worker = new Worker(new URL("./studio-worker.ts", import.meta.url));
    worker.unref();
    worker.on("message", (delivered: Delivered) => {
      const ordered = this.#waiting.get(delivered.id);
      if ("drawn" in delivered) ordered?.resolve(delivered.drawn);
      else ordered?.reject(new Error(`a picture: ${delivered.problem}`));
    });
    worker.on("error", (error) => this.#lose(worker, error));
    worker.on("exit", () => this.#lose(worker, new Error("the studio closed")));
    return worker;
  }

  #lose(worker: Worker, reason: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const ordered of this.#waiting.values()) ordered.reject(reason);
  }

  #rest(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.#worker?.terminate(), IDLE_MS);
    this.#idle.unref();
  }
}

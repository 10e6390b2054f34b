import { once } from "node:events";
import { createServer } from "node:http";
import type { Ends } from "./ends.ts";

/** Services that are looked at, each under a path of its own: well until they are broken. */
export class LookedAt {
  readonly #broken: Set<string>;
  readonly #port: number;

  private constructor(port: number, broken: Set<string>) {
    this.#port = port;
    this.#broken = broken;
  }

  static async open(ends: Pick<Ends, "after">): Promise<LookedAt> {
    const broken = new Set<string>();
    const server = createServer((request, response) => {
      response.statusCode = broken.has(request.url?.slice(1) ?? "") ? 503 : 200;
      response.end("ok");
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    ends.after(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as { port: number };
    return new LookedAt(port, broken);
  }

  url(name: string): string {
    return `http://127.0.0.1:${this.#port}/${name}`;
  }

  /** An address that answers whatever is broken. */
  get witness(): string {
    return `127.0.0.1:${this.#port}`;
  }

  break(name: string): void {
    this.#broken.add(name);
  }

  mend(name: string): void {
    this.#broken.delete(name);
  }
}

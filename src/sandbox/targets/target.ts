import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import { Journal } from "../journal.ts";
import { answerHttp } from "./http-answers.ts";
import { reservePort, type ReservedPort } from "./port.ts";
import { answerTcp } from "./tcp-answers.ts";
import type { Kind, Way } from "./ways.ts";

/** How many of the newest requests are kept. */
const REQUESTS_KEPT = 100;

/** One request, or one connection of a TCP target. */
export interface TargetRequest {
  /** ms since 1970 */
  at: number;
  /** "GET /path"; empty for TCP. */
  line: string;
  /** The way that the target was then. */
  way: Way["way"];
}

export interface TargetOptions {
  name: string;
  kind: Kind;
  way: Way;
  /** The port that it had before; it gets another one where that is taken. */
  port?: number | undefined;
  now: () => number;
  changed: () => void;
}

/** A server to be looked at, which can be broken on purpose. */
export class Target {
  readonly name: string;
  readonly kind: Kind;
  readonly requests = new Journal<TargetRequest>(REQUESTS_KEPT);
  readonly #options: TargetOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #way: Way;
  #reserved: ReservedPort | undefined;

  constructor(options: TargetOptions) {
    this.name = options.name;
    this.kind = options.kind;
    this.#options = options;
    this.#way = options.way;
    this.#server = this.kind === "http" ? this.#httpServer() : createServer();
    this.#server.on("connection", (socket: Socket) => this.#meet(socket));
  }

  get way(): Way {
    return this.#way;
  }

  /** Undefined before it was started. */
  get port(): number | undefined {
    return this.#reserved?.port;
  }

  get url(): string {
    return `${this.kind}://127.0.0.1:${this.port}${this.kind === "http" ? "/" : ""}`;
  }

  async start(): Promise<void> {
    this.#reserved = await reservePort(this.#options.port, (port) =>
      this.#listen(port),
    );
    if (this.#reserved === undefined) throw new Error("no port is free");
    if (this.#way.way === "refuse") await this.#close();
  }

  /** From now on it is this way; false when its port was taken by somebody else while it refused. */
  async setWay(way: Way): Promise<boolean> {
    if (way.way === "refuse") await this.#close();
    else if (!this.#server.listening && !(await this.#listen(this.port ?? 0)))
      return false;
    this.#way = way;
    this.#options.changed();
    return true;
  }

  async stop(): Promise<void> {
    await this.#close();
    await this.#reserved?.release();
  }

  #httpServer(): Server {
    return createHttpServer((request, response) => {
      this.#note(`${request.method} ${request.url}`);
      answerHttp(this.name, this.#way, request, response);
    });
  }

  #meet(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    // Whoever looks may leave as rudely as it likes.
    socket.on("error", () => {});
    if (this.kind === "http") return;
    this.#note("");
    answerTcp(this.name, this.#way, socket);
  }

  #note(line: string): void {
    const at = this.#options.now();
    this.requests.add({ at, line, way: this.#way.way });
    this.#options.changed();
  }

  async #listen(port: number): Promise<boolean> {
    this.#server.listen(port, "127.0.0.1");
    try {
      await once(this.#server, "listening");
      return true;
    } catch {
      return false;
    }
  }

  async #close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { Ends } from "./ends.ts";

/** When the program dies: with its request written and not accepted, or accepted and its answer not read. */
export type Moment = "request" | "answer";

interface Trap {
  moment: Moment;
  /** In the request that is meant. */
  marker: string;
  spring: () => void;
}

/**
 * A line to a pretended remote, whatever is spoken on it. It can be told to kill whoever sends a certain request, and
 * lets nothing through from that moment on.
 */
export class Wire {
  readonly #server: Server;
  #trap: Trap | undefined;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async to(port: number, ends: Pick<Ends, "after">): Promise<Wire> {
    const server = createServer({ noDelay: true });
    const wire = new Wire(server);
    const sockets = new Set<Socket>();
    server.on("connection", (near) => {
      const far = connect({ port, host: "127.0.0.1", noDelay: true });
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.on("close", () => sockets.delete(socket));
      }
      wire.#join(near, far);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    ends.after(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return wire;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === "string")
      throw new Error("the wire is cut");
    return address.port;
  }

  set(trap: Trap): void {
    this.#trap = trap;
  }

  clear(): void {
    this.#trap = undefined;
  }

  #join(near: Socket, far: Socket): void {
    /** What was said since the last answer: a marker may come in two pieces. */
    let said = "";
    let caught: Trap | undefined;
    let isCut = false;
    const spring = (trap: Trap): void => {
      isCut = true;
      this.#trap = undefined;
      trap.spring();
    };
    near.on("data", (piece) => {
      if (isCut) return;
      said += piece.toString("latin1");
      const trap = this.#trap;
      if (trap !== undefined && said.includes(trap.marker)) {
        if (trap.moment === "request") return spring(trap);
        caught = trap;
      }
      far.write(piece);
    });
    far.on("data", (piece) => {
      if (isCut) return;
      if (caught !== undefined) return spring(caught);
      said = "";
      near.write(piece);
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on("error", () => undefined);
      one.on("close", () => other.destroy());
    }
  }
}

import { createSocket, type Socket } from "node:dgram";
import type { Address } from "../../net/connector.ts";
import { datagramFailure } from "../datagram-failure.ts";
import { failed, type Failed } from "./failures.ts";

/**
 * How many datagrams may come for one request. One that is asked once takes three (SNMPv3 asks for the engine and its
 * clock first), and lost time makes a few more; an agent that starts that over and over would keep us busy.
 */
const MOST_PER_REQUEST = 20;

type Listener = (...args: never[]) => void;

/**
 * The socket as net-snmp gets it. It is bound to one peer, so that it hears of refusals and of nobody else; and where the
 * library stumbles over what came, in its "message" listener, that is the peer's failure and not the end of our process.
 */
export class Wire {
  /** Resolves when no answer can come any more. */
  readonly broken: Promise<Failed>;
  readonly #socket: Socket;
  readonly #peer: Address & { port: number };
  readonly #break: (why: Failed) => void;
  #onClose: Listener | undefined;
  #left = 0;
  #isClosed = false;

  constructor(peer: Address & { port: number }) {
    this.#peer = peer;
    const broken = Promise.withResolvers<Failed>();
    this.broken = broken.promise;
    this.#break = broken.resolve;
    this.#socket = createSocket(peer.family === 4 ? "udp4" : "udp6");
    this.#socket.on("error", (error) => this.#fail(error));
    try {
      this.#socket.connectSync(peer.port, peer.address);
    } catch (error) {
      if (!(error instanceof Error && "syscall" in error)) throw error;
      this.#fail(error);
    }
  }

  /** What net-snmp calls instead of node:dgram. */
  createSocket(): this {
    return this;
  }

  /** A request begins: its answers are counted anew. */
  beginRequest(): void {
    this.#left = MOST_PER_REQUEST;
  }

  /** What came makes no sense. */
  garbled(): void {
    this.#break(failed("protocol", "the answer is not valid SNMP"));
  }

  on(event: string, listener: Listener): this {
    if (event === "close") this.#onClose = listener;
    if (event === "message")
      this.#socket.on("message", (heard) =>
        this.#hear(heard, listener as unknown as (heard: Buffer) => void),
      );
    return this;
  }

  /** The address comes along, but is settled already. */
  send(
    datagram: Buffer,
    _offset: number,
    _length: number,
    _port: number,
    _address: string,
    done: (error: Error | null) => void,
  ): void {
    if (this.#isClosed) return;
    this.#socket.send(datagram, (error) => {
      // After the end, the library would start a timer that nobody stops.
      if (this.#isClosed) return;
      if (error === null) done(null);
      else this.#fail(error);
    });
  }

  ref(): void {
    this.#socket.ref();
  }

  unref(): void {
    this.#socket.unref();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#socket.close();
    this.#onClose?.();
  }

  #hear(heard: Buffer, listener: (heard: Buffer) => void): void {
    if (this.#isClosed) return;
    this.#left -= 1;
    if (this.#left < 0)
      return this.#break(
        failed("too-much", "it answers one request again and again"),
      );
    try {
      listener(heard);
    } catch {
      this.garbled();
    }
  }

  #fail(error: Error): void {
    const { address, port } = this.#peer;
    const failure = datagramFailure(error, address, port);
    this.#break({ ok: false, failure });
  }
}

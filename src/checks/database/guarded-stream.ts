import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { failed, type Failed } from "../starttls/incoming.ts";
import type { Progress } from "../connection/progress.ts";

/** More than any answer that is judged needs; a query that selects a whole table ends here. */
const MOST_BYTES = 1_048_576;

/** Sees what goes over a stream, and may put something else in its place; where it throws, the stream ends. */
export interface Watch {
  said(bytes: Buffer): Buffer;
  heard(bytes: Buffer): Buffer;
}

interface GuardOptions {
  protocol: string;
  progress: Progress;
  signal: AbortSignal;
  watch?: Watch;
}

/**
 * A socket as database libraries get it. They parse inside their "data" listeners, where an exception over garbage would
 * end our process: here it ends the stream. It also ends after too many bytes, and when the signal fires.
 */
export class GuardedStream extends Duplex {
  /** Resolves when the stream has ended, however it came to it. */
  readonly ended: Promise<Failed>;
  #socket: Socket | undefined;
  #held: { bytes: Buffer; done: () => void } | undefined;
  readonly #options: GuardOptions;
  readonly #end: (why: Failed) => void;
  #why: Failed | undefined;
  #bytes = 0;

  constructor(options: GuardOptions) {
    super();
    this.#options = options;
    const ended = Promise.withResolvers<Failed>();
    this.ended = ended.promise;
    this.#end = ended.resolve;
    // Libraries come and go; an error that nobody hears would end our process.
    this.on("error", () => {});
  }

  /** Connects the two sides. What the library has said before goes out now. */
  plug(socket: Socket): void {
    const { signal } = this.#options;
    this.#socket = socket;
    const onAbort = () => this.#stop(failed("aborted", "stopped"));
    signal.addEventListener("abort", onAbort, { once: true });
    socket
      .on("error", () => this.#lose("reset"))
      .on("end", () => this.#lose("closed"))
      .on("close", () => {
        signal.removeEventListener("abort", onAbort);
        this.#lose("closed");
      });
    if (signal.aborted) return onAbort();
    if (socket.destroyed) return this.#lose("closed");
    if (this.#held !== undefined)
      socket.write(this.#held.bytes, this.#held.done);
    socket.on("data", (bytes: Buffer) => this.hear(bytes)).resume();
  }

  /** Lets the library hear something, as if the server had just said it. */
  hear(bytes: Buffer): void {
    if (this.#why !== undefined) return;
    this.#bytes += bytes.length;
    if (this.#bytes > MOST_BYTES)
      return this.#stop(
        failed("too-much", `the server said more than ${MOST_BYTES} bytes`),
      );
    try {
      const heard = this.#options.watch?.heard(bytes) ?? bytes;
      // Not push(): that one emits later where something waits, and then nobody catches.
      this.emit("data", heard);
    } catch {
      const { protocol } = this.#options;
      this.#stop(failed("protocol", `the answer is not valid ${protocol}`));
    }
  }

  /** What the library has said before there was a socket to say it to. */
  get held(): Buffer | undefined {
    return this.#held?.bytes;
  }

  /** Why the stream ended; undefined while it lives. */
  get why(): Failed | undefined {
    return this.#why;
  }

  /** The socket is connected already; libraries want to hear it. */
  connect(): this {
    process.nextTick(() => this.emit("connect"));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  override _read(): void {}

  override _write(
    bytes: Buffer,
    _encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    const said = this.#options.watch?.said(bytes) ?? bytes;
    if (this.#socket === undefined) this.#held = { bytes: said, done };
    else this.#socket.write(said, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#socket === undefined) done();
    else this.#socket.end(() => done());
  }

  override _destroy(
    error: Error | null,
    done: (error?: Error | null) => void,
  ): void {
    this.#socket?.destroy();
    done(error);
  }

  #lose(how: "closed" | "reset"): void {
    const { step } = this.#options.progress;
    this.#stop(failed(how, `connection ${how} while ${step}`));
  }

  #stop(why: Failed): void {
    if (this.#why !== undefined) return;
    this.#why = why;
    this.#end(why);
    this.destroy(new Error(why.failure.text));
  }
}

import type { Socket } from "node:net";
import type { Dispatcher } from "undici";
import { exchangeFailure, failed, type Failed } from "./failures.ts";
import { addDuration, type Trace } from "./trace.ts";

/** How much of a body is judged; the rest is not read. */
export const MAX_BODY_BYTES = 256 * 1_024;
/** "103 Early Hints" comes once or twice; a server that sends nothing else is broken. */
const MAX_INTERIM_ANSWERS = 10;

/** By name in lower case; a list where a header came several times. */
export type AnswerHeaders = Record<string, string | string[] | undefined>;

export interface Answer {
  ok: true;
  status: number;
  headers: AnswerHeaders;
  /** As it came over the wire, at most MAX_BODY_BYTES of it. */
  body: Buffer;
  /** Whether that is all there is. */
  isWhole: boolean;
}

/** Whether the body matters; where it does not, it is not waited for. */
export type WantsBody = (status: number, headers: AnswerHeaders) => boolean;

/** The first of the headers of a name, where servers send several by mistake. */
export function firstHeader(
  headers: AnswerHeaders,
  name: string,
): string | undefined {
  return [headers[name]].flat()[0];
}

interface ReaderOptions {
  socket: Socket;
  wantsBody: WantsBody;
  trace: Trace;
  quote: (text: string) => string;
  /** Called when the answer is read or has failed; later calls mean nothing any more. */
  finish: (outcome: Answer | Failed) => void;
}

/** Reads one answer from undici, and stops as soon as enough is known. */
export class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #options: ReaderOptions;
  readonly #trace: Trace;
  readonly #askedAt = performance.now();
  readonly #chunks: Buffer[] = [];
  #interimAnswers = 0;
  #status = 0;
  #headers: AnswerHeaders = {};
  #bytes = 0;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#trace = options.trace;
  }

  onRequestStart(): void {}

  onResponseStarted(): void {
    if (this.#trace.stage !== "waiting for the answer") return;
    this.#trace.stage = "reading the headers";
    const waitedMs = performance.now() - this.#askedAt;
    addDuration(this.#trace, "firstByteMs", waitedMs);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: AnswerHeaders,
  ): void {
    if (status < 200) return this.#countInterim();
    this.#status = status;
    this.#headers = headers;
    this.#trace.status = status;
    this.#trace.bytes = 0;
    this.#trace.stage = "reading the body";
    if (!this.#options.wantsBody(status, headers)) this.#end(false);
  }

  onResponseData(
    _controller: Dispatcher.DispatchController,
    chunk: Buffer,
  ): void {
    const room = MAX_BODY_BYTES - this.#bytes;
    this.#chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
    this.#bytes += Math.min(chunk.length, room);
    this.#trace.bytes = this.#bytes;
    if (chunk.length > room) this.#end(false);
  }

  onResponseEnd(): void {
    const { errored } = this.#options.socket;
    // undici takes a reset for the end of a body without a length; it is not one that a visitor would be content with.
    if (errored === null) this.#end(true);
    else this.onResponseError(null, errored);
  }

  onResponseError(
    _controller: Dispatcher.DispatchController | null,
    error: Error,
  ): void {
    const { finish, quote, socket } = this.#options;
    if ("code" in error && error.code === "UND_ERR_INVALID_ARG") {
      // undici would not send the request: our mistake, not the server's.
      socket.destroy();
      throw error;
    }
    const progress = {
      stage: this.#trace.stage,
      contentLength: firstHeader(this.#headers, "content-length"),
      bytes: this.#bytes,
    };
    finish(exchangeFailure(error, progress, quote));
  }

  #countInterim(): void {
    this.#interimAnswers += 1;
    if (this.#interimAnswers <= MAX_INTERIM_ANSWERS) return;
    const text = "the server sends interim answers (1xx) without end";
    this.#options.finish(failed("invalid-http", text));
  }

  #end(isWhole: boolean): void {
    this.#options.finish({
      ok: true,
      status: this.#status,
      headers: this.#headers,
      body: Buffer.concat(this.#chunks),
      isWhole,
    });
  }
}

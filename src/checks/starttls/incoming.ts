import type { Socket } from "node:net";

/** What went wrong in a talk. `text` is a sentence for people, without a full stop. */
export interface Failed {
  ok: false;
  failure: { kind: string; text: string };
}

export function failed(kind: string, text: string): Failed {
  return { ok: false, failure: { kind, text } };
}

/** How many bytes at the front are what was waited for; undefined while more are needed, "never" where none can help. */
export type Measure = (bytes: Buffer) => number | "never" | undefined;

export type Taken = { ok: true; bytes: Buffer } | Failed;

/** The bytes that arrive on a socket, handed out piece by piece. One piece at a time may be waited for. */
export interface Incoming {
  /**
   * The next piece. `awaited` ends the sentence where it does not come: "the greeting". Failures are "closed", "reset",
   * "aborted" (the signal fired) and "too-much" (more bytes than the cap without an end).
   */
  take(measure: Measure, awaited: string): Promise<Taken>;
  /** Stops reading and hands the socket on; answers with what has arrived and was not taken. */
  release(): Buffer;
}

interface IncomingOptions {
  signal: AbortSignal;
  /** How much may wait here; a server that says more without a break is cut off. */
  maxBytes: number;
}

interface Waiting {
  measure: Measure;
  awaited: string;
  resolve: (taken: Taken) => void;
}

/** Starts reading. Errors of the socket become failures of `take`; destroying the socket stays with its owner. */
export function readIncoming(
  socket: Socket,
  { signal, maxBytes }: IncomingOptions,
): Incoming {
  let held = Buffer.alloc(0);
  let ended: "closed" | "reset" | "aborted" | undefined;
  let waiting: Waiting | undefined;

  function settle(): void {
    if (waiting === undefined) return;
    const { measure, awaited, resolve } = waiting;
    const taken = next(measure, awaited);
    if (taken === undefined) return;
    waiting = undefined;
    resolve(taken);
  }
  function next(measure: Measure, awaited: string): Taken | undefined {
    if (ended === "aborted") return endFailure(ended, awaited);
    const length = measure(held);
    if (typeof length === "number") {
      const bytes = held.subarray(0, length);
      held = held.subarray(length);
      socket.resume();
      return { ok: true, bytes };
    }
    if (length === "never" || held.length >= maxBytes)
      return failed(
        "too-much",
        `the server said ${held.length} bytes where ${awaited} should end`,
      );
    return ended && endFailure(ended, awaited);
  }
  const end = (how: NonNullable<typeof ended>) => () => {
    ended ??= how;
    settle();
  };
  const onData = (bytes: Buffer): void => {
    held = Buffer.concat([held, bytes]);
    if (held.length >= maxBytes) socket.pause();
    settle();
  };
  const onEnd = end("closed");
  const onError = end("reset");
  const onAbort = end("aborted");
  socket.on("data", onData).on("end", onEnd).on("close", onEnd);
  socket.on("error", onError);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  // It may have ended before anybody listened.
  if (socket.destroyed) (socket.errored === null ? onEnd : onError)();

  return {
    take: (measure, awaited) =>
      new Promise((resolve) => {
        waiting = { measure, awaited, resolve };
        settle();
      }),
    release() {
      signal.removeEventListener("abort", onAbort);
      socket.off("data", onData).off("end", onEnd).off("close", onEnd);
      socket.off("error", onError);
      socket.pause();
      return held;
    },
  };
}

function endFailure(
  how: "closed" | "reset" | "aborted",
  awaited: string,
): Failed {
  if (how === "aborted")
    return failed("aborted", `stopped while waiting for ${awaited}`);
  return failed(how, `connection ${how} while waiting for ${awaited}`);
}

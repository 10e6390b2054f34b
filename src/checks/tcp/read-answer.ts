import type { Socket } from "node:net";
import { MAX_ANSWER_BYTES } from "../port/answer.ts";

/** A target that drips single bytes must not make us search the whole answer again for each. */
const LOOK_AGAIN_MS = 20;

export interface Heard {
  answer: Buffer;
  /** From the start of the reading to the first byte; undefined where none came. */
  firstByteMs: number | undefined;
  /** Why the reading ended; "full" where there is more than is judged. */
  ending: "enough" | "full" | "closed" | "reset" | "waited" | "aborted";
}

export interface Reading {
  /** Whether what was heard so far will do. */
  isEnough: (answer: Buffer) => boolean;
  /** How long to wait at most; undefined where only the signal ends it. */
  patienceMs: number | undefined;
  signal: AbortSignal;
}

/** Reads from a socket until it is enough. The socket is the caller's to destroy. */
export function readAnswer(
  socket: Socket,
  { isEnough, patienceMs, signal }: Reading,
): Promise<Heard> {
  const { promise, resolve } = Promise.withResolvers<Heard["ending"]>();
  const started = performance.now();
  const chunks: Buffer[] = [];
  let bytes = 0;
  let firstByteMs: number | undefined;
  let lookedAt = -Infinity;
  let nextLook: NodeJS.Timeout | undefined;

  function look(): void {
    clearTimeout(nextLook);
    nextLook = undefined;
    lookedAt = performance.now();
    if (isEnough(Buffer.concat(chunks))) resolve("enough");
    else if (bytes >= MAX_ANSWER_BYTES) resolve("full");
  }
  function onData(chunk: Buffer): void {
    firstByteMs ??= performance.now() - started;
    const kept = chunk.subarray(0, MAX_ANSWER_BYTES - bytes);
    chunks.push(kept);
    bytes += kept.length;
    const waitMs = lookedAt + LOOK_AGAIN_MS - performance.now();
    if (waitMs <= 0 || bytes >= MAX_ANSWER_BYTES) look();
    else nextLook ??= setTimeout(look, waitMs);
  }
  function onEnd(): void {
    look();
    resolve("closed");
  }
  const onError = () => resolve("reset");
  const onAbort = () => resolve("aborted");

  socket.on("data", onData).once("end", onEnd).once("error", onError);
  // Where a reset came before anybody listened.
  socket.once("close", onError);
  if (socket.destroyed) onError();
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  const patience =
    patienceMs === undefined
      ? undefined
      : setTimeout(() => resolve("waited"), patienceMs);

  return promise.then((ending) => {
    clearTimeout(patience);
    clearTimeout(nextLook);
    signal.removeEventListener("abort", onAbort);
    socket.off("data", onData).off("end", onEnd);
    socket.off("error", onError).off("close", onError);
    return { answer: Buffer.concat(chunks), firstByteMs, ending };
  });
}

import type { RawData, WebSocket } from "ws";
import { answerText, isExpected, MAX_ANSWER_BYTES } from "../port/answer.ts";
import { failed, type Failed } from "../starttls/incoming.ts";

/** A server that talks without end is not heard out. */
const MOST_MESSAGES = 100;

export interface Messages {
  /** The first message that is as expected; a failure where there were too many others. */
  expected: Promise<{ ok: true; text: string } | Failed>;
  /** The failure where messages came, but none as expected so far. */
  missing(): Failed | undefined;
}

/** Listens for messages from now on: the first may come together with the handshake. */
export function listenTo(
  socket: WebSocket,
  expect: string | undefined,
  quote: (text: string) => string,
): Messages {
  const { promise, resolve } = Promise.withResolvers<
    { ok: true; text: string } | Failed
  >();
  let heard = 0;
  let missing: Failed | undefined;
  function listen(data: RawData): void {
    const message = bytesOf(data).subarray(0, MAX_ANSWER_BYTES);
    const text = answerText(message);
    heard += 1;
    const isGood = expect === undefined || isExpected(message, expect);
    missing = isGood ? undefined : notFound(expect, text, quote);
    if (isGood) resolve({ ok: true, text });
    else if (missing !== undefined && heard >= MOST_MESSAGES) resolve(missing);
    else return;
    socket.off("message", listen);
  }
  socket.on("message", listen);
  return { expected: promise, missing: () => missing };
}

function notFound(
  expect: string,
  last: string,
  quote: (text: string) => string,
): Failed {
  return failed(
    "pattern-missing",
    `pattern ${quote(expect)} not found in any message; the last is ${quote(last)}`,
  );
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

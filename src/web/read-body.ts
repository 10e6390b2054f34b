import type { IncomingMessage } from "node:http";

/** Who sends more than this is cut off: the rest of a body that is merely too long is read and thrown away. */
const LONGEST_BODY = 20_000_000;

export type Body =
  { ok: true; bytes: Buffer } | { ok: false; why: "too-long" | "cut-off" };

/** A whole body of at most so many bytes. A caller who hangs up in the middle is no fault of ours. */
export async function readBody(
  request: IncomingMessage,
  most: number,
): Promise<Body> {
  const kept: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LONGEST_BODY) break;
      if (size <= most) kept.push(chunk);
    }
  } catch {
    return { ok: false, why: "cut-off" };
  }
  return size > most
    ? { ok: false, why: "too-long" }
    : { ok: true, bytes: Buffer.concat(kept) };
}

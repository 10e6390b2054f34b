import type { Readable } from "node:stream";

/** Who sends more than this is cut off. */
const LONGEST_BODY = 10_000_000;

/**
 * The beginning of a body as text; null where it is empty. The rest is read and thrown away: a job whose log is long has
 * done nothing wrong, and must not be left writing into a closed connection.
 */
export async function beginningOf(
  body: Readable,
  bytes: number,
): Promise<string | null> {
  const kept: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    if (size < bytes) kept.push(chunk.subarray(0, bytes - size));
    size += chunk.length;
    if (size > LONGEST_BODY) break;
  }
  // PostgreSQL keeps no NUL in text.
  const text = Buffer.concat(kept).toString("utf8").replaceAll("\0", "");
  return text.trim() === "" ? null : text;
}

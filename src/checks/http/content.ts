import type { Transform } from "node:stream";
import zlib from "node:zlib";
import { MAX_BODY_BYTES, type Answer } from "./answer-reader.ts";
import { failed, type Failed } from "./failures.ts";

export interface Content {
  ok: true;
  body: Buffer;
  /** Whether the body is all there is, and not only the first 256 KiB. */
  isWhole: boolean;
}

/** Codings applied one over the other; more than this is an attack. */
const MAX_CODINGS = 3;
/** 8 MiB, the most that a server may ask for (RFC 9659). */
const ZSTD_WINDOW_LOG = 23;

/** The body of an answer, decompressed, at most MAX_BODY_BYTES of it: a bomb stops there. */
export async function readContent(answer: Answer): Promise<Content | Failed> {
  const { body, isWhole, headers } = answer;
  const codings = codingsOf(headers["content-encoding"]);
  if (codings.length > MAX_CODINGS)
    return failed("encoding", "the body is compressed more often than is sane");
  let content: Content = { ok: true, body, isWhole };
  // The last coding was applied last. An empty body (HEAD, 204, 304) is not compressed, whatever the header says.
  for (const coding of body.length === 0 ? [] : codings.toReversed()) {
    const decompressed = await decompress(content, coding);
    if (!decompressed.ok) return decompressed;
    content = decompressed;
  }
  return content;
}

/** The body as text, in the character set that the content type names. */
export function textOf(
  { body }: Content,
  contentType: string | undefined,
): string {
  const [, charset = "utf-8"] =
    /;\s*charset="?([\w-]+)/i.exec(contentType ?? "") ?? [];
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return body.toString("utf8"); // No such character set.
  }
}

async function decompress(
  { body, isWhole }: Content,
  coding: string,
): Promise<Content | Failed> {
  const stream = decompressor(coding, body, isWhole);
  if (stream === undefined)
    return failed("encoding", "the body is compressed in a way not asked for");
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.end(body);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) break;
    }
  } catch {
    return failed(
      "encoding",
      `the ${coding} compression of the body is broken`,
    );
  }
  return {
    ok: true,
    body: Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES),
    isWhole: isWhole && bytes <= MAX_BODY_BYTES,
  };
}

/** A body that we cut short ourselves may end anywhere; one that the server ended must be complete. */
function decompressor(
  coding: string,
  body: Buffer,
  isWhole: boolean,
): Transform | undefined {
  const { constants } = zlib;
  const cut = !isWhole;
  switch (coding) {
    case "gzip":
    case "x-gzip":
      return zlib.createGunzip(
        cut ? { finishFlush: constants.Z_SYNC_FLUSH } : {},
      );
    case "deflate": {
      const options = cut ? { finishFlush: constants.Z_SYNC_FLUSH } : {};
      // Many servers leave out the zlib wrapper; its first byte names the method, which is always 8.
      return ((body[0] ?? 0) & 0x0f) === 8
        ? zlib.createInflate(options)
        : zlib.createInflateRaw(options);
    }
    case "br":
      return zlib.createBrotliDecompress(
        cut ? { finishFlush: constants.BROTLI_OPERATION_FLUSH } : {},
      );
    case "zstd":
      return zlib.createZstdDecompress({
        params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG },
        ...(cut && { finishFlush: constants.ZSTD_e_flush }),
      });
    default:
      return undefined;
  }
}

function codingsOf(header: string | string[] | undefined): string[] {
  return [header ?? []]
    .flat()
    .join()
    .split(",")
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== "" && coding !== "identity");
}

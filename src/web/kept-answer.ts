import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Request, Response } from "express";
import type { Instant } from "../domain/time.ts";

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);
/** Beyond this, brotli takes much longer for little. */
const BROTLI_QUALITY = 5;

/** Made small already. */
const isPacked = /^image\/(?:png|jpeg)$/;

type Encoding = "br" | "gzip" | "identity";

export interface KeptAnswerOptions {
  /** Slugs of the services that it speaks of, where it may be sent again while it cannot be made anew. */
  services?: readonly string[];
  /** All of the body but when it was read, and when that was: whoever has the same is told that alone. */
  read?: { told: string; at: Instant };
}

/** A rendered answer that is sent many times: compressed once, and not sent at all to whoever has it. */
export class KeptAnswer {
  readonly status: number;
  readonly services: readonly string[] | undefined;
  readonly #type: string;
  readonly #body: Buffer;
  readonly #etag: string;
  readonly #readAt: Instant | undefined;
  readonly #encoded = new Map<Encoding, Promise<Buffer>>();

  constructor(
    status: number,
    type: string,
    body: string | Buffer,
    { services, read }: KeptAnswerOptions = {},
  ) {
    this.status = status;
    this.services = services;
    this.#readAt = read?.at;
    this.#type = type;
    this.#body = typeof body === "string" ? Buffer.from(body) : body;
    const digest = createHash("sha256")
      .update(read?.told ?? this.#body)
      .digest("base64url");
    this.#etag = `W/"${digest.slice(0, 22)}"`;
  }

  async send(request: Request, response: Response): Promise<void> {
    const encoding = isPacked.test(this.#type)
      ? "identity"
      : encodingFor(request);
    response.set({
      "Content-Type": this.#type,
      "Cache-Control": "no-cache",
      ETag: this.#etag,
      Vary: "Accept-Encoding",
      ...(this.#readAt === undefined
        ? {}
        : { "Last-Modified": new Date(this.#readAt).toUTCString() }),
    });
    if (this.status === 200 && request.fresh) {
      response.status(304).end();
      return;
    }
    if (encoding !== "identity") response.set("Content-Encoding", encoding);
    response.status(this.status).end(await this.#encode(encoding));
  }

  #encode(encoding: Encoding): Promise<Buffer> {
    const known = this.#encoded.get(encoding);
    if (known !== undefined) return known;
    const encoded = compress(this.#body, encoding);
    this.#encoded.set(encoding, encoded);
    return encoded;
  }
}

function encodingFor(request: Request): Encoding {
  const accepted = request.acceptsEncodings(["br", "gzip", "identity"]);
  return accepted === "br" || accepted === "gzip" ? accepted : "identity";
}

async function compress(body: Buffer, encoding: Encoding): Promise<Buffer> {
  switch (encoding) {
    case "br":
      return compressBrotli(body, {
        params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY },
      });
    case "gzip":
      return compressGzip(body);
    case "identity":
      return body;
  }
}

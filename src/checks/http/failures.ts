import type { Stage } from "./trace.ts";
import { MAX_HEADER_BYTES } from "./one-socket-client.ts";

export interface Failed {
  ok: false;
  failure: { kind: string; text: string };
}

/** How far an exchange came before it broke. */
export interface Progress {
  stage: Stage;
  /** What the headers promised, once they were read. */
  contentLength: string | undefined;
  bytes: number;
}

export function failed(kind: string, text: string): Failed {
  return { ok: false, failure: { kind, text } };
}

/** What an error of the HTTP client says about the server. */
export function exchangeFailure(
  error: Error,
  progress: Progress,
  quote: (text: string) => string,
): Failed {
  const code = "code" in error ? String(error.code) : error.name;
  if (code === "UND_ERR_HEADERS_OVERFLOW")
    return failed(
      "headers-too-large",
      `headers larger than ${MAX_HEADER_BYTES / 1_024} KiB`,
    );
  if (error.name === "HTTPParserError")
    return parserFailure(error, progress, quote);
  if (code.startsWith("ERR_SSL_")) return tlsAlert(code);
  // undici says so of whatever breaks behind a Content-Length header, such as a second one.
  if (
    code === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH" &&
    progress.stage !== "reading the body"
  )
    return failed("invalid-http", "answer is not valid HTTP (broken headers)");
  if (code === "ECONNRESET" || code === "EPIPE")
    return failed("reset", `connection reset while ${describe(progress)}`);
  if (error.message === "bad upgrade")
    return failed(
      "invalid-http",
      "the server switches to another protocol without being asked (status 101)",
    );
  if (error.message === "bad response")
    return failed(
      "invalid-http",
      "the server answers before it was asked, or says 100 Continue unasked",
    );
  return closed(progress);
}

function closed(progress: Progress): Failed {
  const { stage, contentLength, bytes } = progress;
  if (stage !== "reading the body")
    return failed("closed", `connection closed while ${stage}`);
  return failed(
    "incomplete",
    contentLength === undefined
      ? `body ended too early, after ${bytes} bytes`
      : `body ended after ${bytes} of ${contentLength} bytes`,
  );
}

function describe({ stage, contentLength, bytes }: Progress): string {
  if (stage !== "reading the body") return stage;
  return contentLength === undefined
    ? `${stage} (after ${bytes} bytes)`
    : `${stage} (${bytes} of ${contentLength} bytes)`;
}

/** llhttp's reason stands in brackets at the end of undici's message; what it stumbled over is in `data`. */
function parserFailure(
  error: Error,
  progress: Progress,
  quote: (text: string) => string,
): Failed {
  const [, reason = error.message] = /\((.*)\)$/.exec(error.message) ?? [];
  if (reason === "Invalid EOF state") return closed(progress);
  const rest = "data" in error ? String(error.data) : "";
  // The first bytes of a TLS alert: type 21, version 3.x.
  if (rest.startsWith("\u0015\u0003"))
    return failed(
      "invalid-http",
      "the server speaks TLS on this port: use https",
    );
  if (reason.startsWith("Expected HTTP/"))
    return failed(
      "invalid-http",
      `answer is not HTTP: it begins with ${quote(rest)}`,
    );
  const part = progress.stage === "reading the body" ? "body" : "answer";
  return failed("invalid-http", `${part} is not valid HTTP (${reason})`);
}

/** TLS 1.3 servers refuse a client only after its handshake is done. */
function tlsAlert(code: string): Failed {
  const alert = code
    .replace(/^ERR_SSL_(?:TLSV?[0-9]*_?|SSLV3_)(?:ALERT_)?/, "")
    .toLowerCase()
    .replaceAll("_", " ");
  return failed("tls", `the server ended TLS: ${alert}`);
}

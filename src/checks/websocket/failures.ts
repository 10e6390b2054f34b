import type { IncomingMessage } from "node:http";
import { failed, type Failed } from "../starttls/incoming.ts";

/** How much of a message is read, and of the headers of the handshake. */
export const MAX_MESSAGE_BYTES = 256 * 1_024;
export const MAX_HEADER_BYTES = 16 * 1_024;

/** No status was given, or the connection simply ended. */
const silentCodes = new Set([1005, 1006]);

/** The server answered the handshake as a web server would. */
export function refusedHandshake(
  { statusCode = 0, headers }: IncomingMessage,
  quote: (text: string) => string,
): Failed {
  const { location } = headers;
  const where =
    location === undefined ? "" : `, a redirect to ${quote(location)}`;
  return failed("status", `HTTP ${statusCode} in place of a WebSocket${where}`);
}

/** What an error of the client says about the server. */
export function talkFailure(
  error: Error,
  step: string,
  quote: (text: string) => string,
): Failed {
  const code = "code" in error ? String(error.code) : "";
  if (code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH")
    return failed(
      "too-large",
      `the server sends a message larger than ${MAX_MESSAGE_BYTES / 1_024} KiB`,
    );
  if (code.startsWith("WS_ERR_"))
    return failed(
      "protocol",
      `what comes is no WebSocket: ${lowered(error.message)}`,
    );
  if (code === "HPE_HEADER_OVERFLOW")
    return failed(
      "headers-too-large",
      `headers larger than ${MAX_HEADER_BYTES / 1_024} KiB`,
    );
  if (code.startsWith("HPE_")) return notHttp(error, quote);
  // Node says "socket hang up" where the server ended the connection in good order.
  if (
    code === "EPIPE" ||
    (code === "ECONNRESET" && error.message !== "socket hang up")
  )
    return failed("reset", `connection reset while ${step}`);
  if (code === "ECONNRESET") return closed(step);
  return failed("handshake", `the handshake failed: ${lowered(error.message)}`);
}

/** The server ended the WebSocket before we were done. */
export function closedByServer(
  code: number,
  reason: string,
  step: string,
  quote: (text: string) => string,
): Failed {
  if (silentCodes.has(code)) return closed(step);
  const why = reason === "" ? "" : `: ${quote(reason)}`;
  return failed(
    "closed",
    `closed by the server with code ${code} while ${step}${why}`,
  );
}

function closed(step: string): Failed {
  return failed("closed", `connection closed while ${step}`);
}

function notHttp(error: Error, quote: (text: string) => string): Failed {
  const heard =
    "rawPacket" in error && Buffer.isBuffer(error.rawPacket)
      ? error.rawPacket.toString("utf8")
      : "";
  // The connection ended in the middle of the headers.
  if (heard === "") return closed("waiting for the handshake");
  return failed(
    "invalid-http",
    `the answer to the handshake is not HTTP: it begins with ${quote(heard)}`,
  );
}

function lowered(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

import type { Socket } from "node:net";
import { Client } from "undici";

/** More would be a fault, or an attack. */
export const MAX_HEADER_BYTES = 16 * 1_024;

/** An undici client that lives on one connected socket and never opens another. */
export function oneSocketClient(origin: string, socket: Socket): Client {
  let unused = true;
  return new Client(origin, {
    allowH2: false,
    maxHeaderSize: MAX_HEADER_BYTES,
    // The probe has a deadline of its own.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (_options, callback) => {
      const isFirst = unused;
      unused = false;
      // Later, because a connection made at once leaves undici's queue waiting.
      queueMicrotask(() => {
        if (isFirst) callback(null, socket);
        // undici asks again when the socket broke before the request was written.
        else callback(new ClosedTooEarly(), null);
      });
    },
  });
}

export class ClosedTooEarly extends Error {
  readonly code = "CLOSED_TOO_EARLY";
}

import type { Socket } from "node:net";
import { readIncoming, type Failed, type Incoming } from "./incoming.ts";

/** SMTP allows 512 bytes, IMAP 8,192 (RFC 7162); capabilities of real servers stay far below. */
const LONGEST_LINE = 8_192;
/** Of what is sent ahead of our asking, before the server is made to wait. */
const MOST_AHEAD = 65_536;
const LINE_FEED = 0x0a;

export type LineRead = { ok: true; line: string } | Failed;

/** A talk in lines, as SMTP, IMAP and POP3 have it. */
export interface Lines {
  /** The next line, as UTF-8 and without its end. `awaited` ends the sentence where it does not come: "the greeting". */
  next(awaited: string): Promise<LineRead>;
  /** Says a line. */
  say(line: string): void;
  /** Stops reading and hands the socket on; answers with what has arrived and was not read. */
  release(): Buffer;
}

export function readLines(socket: Socket, signal: AbortSignal): Lines {
  const incoming: Incoming = readIncoming(socket, {
    signal,
    maxBytes: MOST_AHEAD,
  });
  return {
    async next(awaited) {
      const taken = await incoming.take(lineLength, awaited);
      if (!taken.ok) return taken;
      return {
        ok: true,
        line: taken.bytes.toString("utf8").replace(/\r?\n$/, ""),
      };
    },
    say(line) {
      if (socket.writable) socket.write(`${line}\r\n`);
    },
    release: () => incoming.release(),
  };
}

function lineLength(bytes: Buffer): number | "never" | undefined {
  const at = bytes.subarray(0, LONGEST_LINE).indexOf(LINE_FEED);
  if (at >= 0) return at + 1;
  return bytes.length >= LONGEST_LINE ? "never" : undefined;
}

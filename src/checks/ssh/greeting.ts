import type { Socket } from "node:net";
import { failed, type Failed } from "../starttls/incoming.ts";

/** Lines may stand before a greeting (RFC 4253, section 4.2); whoever says more than this has something else to say. */
const MOST_BYTES = 16 * 1_024;

export interface Greeting {
  /** What was said so far without being a greeting; empty where nothing was. */
  heard(): string;
  /** "OpenSSH_9.2p1 Debian-2"; undefined before. */
  software(): string | undefined;
}

interface Watching {
  quote: (text: string) => string;
  /** Told of whole lines that are no greeting, in quotes. */
  onWords: (words: string) => void;
  /** Told where it cannot be SSH. */
  onRefusal: (why: Failed) => void;
}

/**
 * Watches what a server says before its greeting, over the shoulder of the library, which would read and copy eight
 * megabytes of anything.
 */
export function watchGreeting(
  socket: Socket,
  { quote, onWords, onRefusal }: Watching,
): Greeting {
  let held = "";
  let software: string | undefined;
  // A reader of data starts a socket that is not paused; the library would miss what comes before it listens.
  socket.pause();
  socket.on("data", onData);

  function onData(bytes: Buffer): void {
    held += bytes.toString("latin1", 0, MOST_BYTES);
    const [, version, name] =
      /^SSH-(\d[^-\r\n]*)-([^\r\n]*)\r?\n/m.exec(held) ?? [];
    if (version !== undefined) {
      software = name ?? "";
      leave();
      if (version !== "2.0" && version !== "1.99")
        onRefusal(onlyOld(version, quote));
    } else if (held.length >= MOST_BYTES) {
      leave();
      onRefusal(noGreeting(held, quote));
    } else if (held.includes("\n")) onWords(quote(held));
  }
  function leave(): void {
    socket.off("data", onData);
  }
  return {
    heard: () => (software === undefined ? held : ""),
    software: () => software,
  };
}

function onlyOld(version: string, quote: Watching["quote"]): Failed {
  return failed("old-protocol", `the server speaks only SSH ${quote(version)}`);
}

/** What a server says in the place of a greeting. */
export function noGreeting(heard: string, quote: Watching["quote"]): Failed {
  return failed(
    "not-ssh",
    `the server does not speak SSH: it says ${quote(heard)}`,
  );
}

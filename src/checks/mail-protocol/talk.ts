import type { Socket } from "node:net";
import type { ProbeContext } from "../check.ts";
import type { Progress } from "../connection/progress.ts";
import { readLines, type Lines } from "../starttls/lines.ts";
import type { Failed } from "../starttls/incoming.ts";

/** What the parts of one visit to a server share. */
export interface Visit {
  context: ProbeContext;
  progress: Progress;
}

/** A talk with a mail server that has begun. */
export interface Talk {
  socket: Socket;
  /** What is waited for is noted as the step of the probe. */
  lines: Lines;
  context: ProbeContext;
  /** A name for each command, as IMAP wants it. */
  nextTag(): string;
}

export interface Credentials {
  username: string;
  password: string;
}

export type Done = { ok: true } | Failed;

/** How one mail protocol is spoken. Nothing in here throws for what a server does; the socket stays the caller's. */
export interface Dialect {
  plainPort: number;
  /** Where TLS is spoken at once. */
  tlsPort: number;
  /** The one of the two that is meant where nobody says. */
  usualPort: number;
  startTlsCapability: RegExp;
  greet(talk: Talk): Promise<{ ok: true; banner: string } | Failed>;
  /** What the server offers; empty where it does not say. */
  capabilities(
    talk: Talk,
  ): Promise<{ ok: true; capabilities: string[] } | Failed>;
  /** Asks for TLS: after ok the server waits for the handshake. */
  startTls(talk: Talk): Promise<Done>;
  logIn(
    talk: Talk,
    credentials: Credentials,
    capabilities: string[],
  ): Promise<Done>;
  /** The word of farewell. */
  goodbye: string;
}

export function startTalk(socket: Socket, { context, progress }: Visit): Talk {
  const lines = readLines(socket, context.signal);
  let commands = 0;
  return {
    socket,
    context,
    lines: {
      ...lines,
      next(awaited) {
        progress.step = `waiting for ${awaited}`;
        return lines.next(awaited);
      },
    },
    nextTag() {
      commands += 1;
      return `a${commands}`;
    },
  };
}

/** Says goodbye and hangs up, without waiting for the other side. */
export function leave(talk: Talk, { goodbye }: Dialect): void {
  talk.lines.say(
    `${goodbye === "LOGOUT" ? `${talk.nextTag()} ` : ""}${goodbye}`,
  );
  talk.lines.release();
  talk.socket.destroySoon();
}

/** Hangs up at once. */
export function hangUp({ lines, socket }: Talk): void {
  lines.release();
  socket.destroy();
}

/** The one token of SASL PLAIN (RFC 4616). */
export function plainToken({ username, password }: Credentials): string {
  return base64(`\0${username}\0${password}`);
}

export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

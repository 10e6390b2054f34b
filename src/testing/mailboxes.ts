// Mailboxes on ports of their own: IMAP by hoodiecrow, POP3 by a few lines, and a mail server that fills either.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import type { Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { SMTPServer } from "smtp-server";
import { listening } from "./listening.ts";
import {
  mailPassword,
  mailScripts,
  startMailScript,
  type Answer,
} from "./mail-scripts.ts";
import { PATIENT_MS } from "./patience.ts";
import { goodCertificate } from "./web.ts";
import type { Scope } from "./scope.ts";

const CLOSING_MS = PATIENT_MS;
const LOOK_AGAIN_MS = 5;

/** A mailbox as a test looks at it: messages as they came over the wire. */
export interface TestMailbox {
  port: number;
  add(message: string, flags?: string[]): void;
  messages(): string[];
  /** Resolves when no connection is left, and fails where one stays. */
  allClosed(): Promise<void>;
}

interface Hoodiecrow {
  server: Server;
  folderCache: Record<string, { messages: { raw: string }[] }>;
  appendMessage(
    folder: { messages: { raw: string }[] } | undefined,
    flags: string[],
    date: string,
    raw: string,
  ): void;
  createClient(socket: unknown): void;
}

type CreateHoodiecrow = (options: {
  plugins: string[];
  users: Record<string, { password: string }>;
}) => Hoodiecrow;

// It comes without types.
const createHoodiecrow = createRequire(import.meta.url)(
  "hoodiecrow-imap",
) as CreateHoodiecrow;

export const mailboxUser = "me@example.org";

/** An IMAP server with an INBOX, without TLS. */
export async function startImapServer(
  t: Scope,
  plugins: string[] = [],
): Promise<TestMailbox> {
  const users = {
    me: { password: mailPassword },
    [mailboxUser]: { password: mailPassword },
  };
  const imap = createHoodiecrow({ plugins, users });
  const inbox = imap.folderCache["INBOX"];
  return {
    port: await listening(t, imap.server),
    add: (message, flags = []) =>
      imap.appendMessage(inbox, flags, "21-Nov-2026 05:00:00 +0000", message),
    messages: () => inbox?.messages.map(({ raw }) => raw) ?? [],
    allClosed: () => noConnections(imap.server),
  };
}

interface Pop3Message {
  id: number;
  raw: string;
}

/** A POP3 server without TLS. As in real ones, a session sees what was there when it began, and QUIT deletes. */
export async function startPop3Server(
  t: Scope,
  spoil: Answer = () => undefined,
): Promise<TestMailbox & { logins: () => number }> {
  let all: Pop3Message[] = [];
  let nextId = 1;
  let logins = 0;
  let seen: Pop3Message[] = [];
  let marked: Pop3Message[] = [];
  const answer: Answer = (line, isSecure) => {
    const spoilt = spoil(line, isSecure);
    if (spoilt !== undefined) return spoilt;
    const [command = "", number] = line.split(" ");
    const message = seen[Number(number) - 1];
    switch (command) {
      case "CAPA":
        return "+OK\r\nUSER\r\nTOP\r\nUIDL\r\n.\r\n";
      case "USER":
        return "+OK\r\n";
      case "PASS":
        if (number !== mailPassword) return "-ERR wrong\r\n";
        logins += 1;
        seen = [...all];
        marked = [];
        return "+OK\r\n";
      case "UIDL":
        return `+OK\r\n${seen.map(({ id }, i) => `${i + 1} id${id}\r\n`).join("")}.\r\n`;
      case "TOP":
        return message === undefined
          ? "-ERR\r\n"
          : `+OK\r\n${message.raw.split("\r\n\r\n")[0]}\r\n\r\n.\r\n`;
      case "DELE":
        if (message !== undefined) marked.push(message);
        return "+OK\r\n";
      case "QUIT":
        all = all.filter((one) => !marked.includes(one));
        return "+OK\r\n";
      default:
        return "-ERR what?\r\n";
    }
  };
  const { greeting, startTls } = mailScripts.pop3;
  const server = await startMailScript(t, { greeting, startTls, answer });
  return {
    port: server.port,
    logins: () => logins,
    add(raw) {
      all.push({ id: nextId, raw });
      nextId += 1;
    },
    messages: () => all.map(({ raw }) => raw),
    allClosed: () => server.allClosed(),
  };
}

/**
 * A mail server that hands each mail to `deliver`, as it came, with a promise that the sender has left; "nobody" is
 * refused, "later" put off. `allClosed` resolves when no connection is left, and fails where one stays.
 */
export async function startSmtpServer(
  t: Scope,
  deliver: (message: string, left: Promise<void>) => void,
): Promise<{ port: number; allClosed: () => Promise<void> }> {
  const { cert, key } = goodCertificate;
  const senders = new Map<string, PromiseWithResolvers<void>>();
  const server = new SMTPServer({
    cert,
    key,
    authOptional: true,
    onAuth: ({ username, password }, _session, done) =>
      password === mailPassword
        ? done(null, { user: username })
        : done(new Error("wrong")),
    onRcptTo({ address }, _session, done) {
      if (address.startsWith("nobody"))
        return done(refusal(550, "nobody here"));
      return address.startsWith("later")
        ? done(refusal(450, "greylisted"))
        : done();
    },
    onClose: ({ id }) => senders.get(id)?.resolve(),
    onData(stream, { id }, done) {
      const sender = Promise.withResolvers<void>();
      senders.set(id, sender);
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        deliver(Buffer.concat(chunks).toString(), sender.promise);
        done();
      });
    },
  });
  server.on("error", () => {});
  const port = await listening(t, server.server);
  return { port, allClosed: () => noConnections(server.server) };
}

/** Asks again and again, because smtp-server takes foreign listeners off its sockets. */
async function noConnections(server: Server): Promise<void> {
  const patience = performance.now() + CLOSING_MS;
  while ((await openConnections(server)) > 0) {
    assert.ok(performance.now() < patience, "a connection stays open");
    await sleep(LOOK_AGAIN_MS);
  }
}

function openConnections(server: Server): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) =>
      error === null ? resolve(count) : reject(error),
    ),
  );
}

function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

import type { Socket } from "node:net";
import { Readable } from "node:stream";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Instant } from "../../domain/time.ts";
import { type Connector } from "../../net/connector.ts";
import {
  failureOf,
  type Handed,
  type NotHanded,
  type SmtpError,
  unreachable,
} from "./handed.ts";

/** The operators' own mail server. */
export interface MailServer {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise STARTTLS where the server offers it. */
  secure: boolean;
  /** Null: nobody has to log in. */
  login: { user: string; pass: string } | null;
  /** Rather not at all than in the clear. */
  requireTls: boolean;
}

/** What is handed over, and to whom. */
export interface Parcel {
  from: string;
  to: string;
  bytes: Buffer;
}

export interface OpenOptions {
  connector: Connector;
  now: Instant;
  signal: AbortSignal;
}

export interface SendOptions {
  /** Called before the first byte of the mail is written. */
  beforeWriting: () => Promise<void>;
  signal: AbortSignal;
}

export type Opened = { ok: true; conversation: Conversation } | NotHanded;

/** A connection to the mail server, logged in, that takes one mail after the other. */
export class Conversation {
  readonly openedAt: Instant;
  readonly #smtp: SMTPConnection;
  readonly #socket: Socket;
  #mails = 0;
  #isOver = false;
  /** A mail that was refused is still in the server's mind. */
  #mustReset = false;
  #resting: NodeJS.Timeout | undefined;

  private constructor(smtp: SMTPConnection, socket: Socket, now: Instant) {
    this.#smtp = smtp;
    this.#socket = socket;
    this.openedAt = now;
    // Also whoever rests may be left, and nobody listens then.
    smtp.on("error", () => (this.#isOver = true));
    smtp.on("end", () => (this.#isOver = true));
  }

  static async open(
    server: MailServer,
    { connector, now, signal }: OpenOptions,
  ): Promise<Opened> {
    const reached = await reach(server, connector, now, signal);
    if (!reached.ok) return reached;
    const smtp = new SMTPConnection({
      host: server.host,
      port: server.port,
      secure: server.secure,
      secured: server.secure,
      requireTLS: server.requireTls && !server.secure,
      connection: reached.socket,
    });
    const conversation = new Conversation(smtp, reached.socket, now);
    try {
      await conversation.#until(signal, () => greet(smtp, server.login));
      return { ok: true, conversation };
    } catch (error) {
      conversation.#close();
      return failureOf(error as SmtpError, false);
    }
  }

  /** Nothing can be sent any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** How many mails were tried. */
  get mails(): number {
    return this.#mails;
  }

  /** Hands one mail over; where that fails by more than a refusal, this is over. */
  async send(
    { from, to, bytes }: Parcel,
    { beforeWriting, signal }: SendOptions,
  ): Promise<Handed> {
    this.#mails += 1;
    const body = bodyOf(bytes, beforeWriting);
    const smtp = this.#smtp;
    try {
      const sent = await this.#until(signal, async () => {
        if (this.#mustReset) await called((done) => smtp.reset(done));
        this.#mustReset = false;
        const envelope = { from, to: [to], size: bytes.length };
        return called<{ serverMessageId?: string | undefined }>((done) =>
          smtp.send(envelope, body.stream, done),
        );
      });
      return { ok: true, newId: sent?.serverMessageId };
    } catch (error) {
      const failed = failureOf(error as SmtpError, body.wasWritten());
      this.#mustReset = failed.kind === "answer" || failed.kind === "address";
      if (!this.#mustReset) this.#close();
      return failed;
    }
  }

  /** Until the next mail: it keeps no process from ending, and ends itself after so long. */
  rest(forMs: number): void {
    this.#socket.unref();
    this.#resting = setTimeout(() => this.leave(), forMs).unref();
  }

  wake(): void {
    clearTimeout(this.#resting);
    this.#socket.ref();
  }

  /** Says good-bye, and does not wait for the answer. */
  leave(): void {
    if (!this.#isOver) this.#smtp.quit();
    this.#close();
  }

  #close(): void {
    this.#isOver = true;
    this.#smtp.close();
  }

  /** The result of the work, unless the signal or the end of the connection comes first. */
  async #until<Result>(
    signal: AbortSignal,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const late = Promise.withResolvers<never>();
    const giveUp = (): void => late.reject(silence());
    const fail = (error: Error): void => late.reject(error);
    signal.addEventListener("abort", giveUp);
    this.#smtp.on("error", fail);
    try {
      if (signal.aborted) throw silence();
      return await Promise.race([work(), late.promise]);
    } finally {
      signal.removeEventListener("abort", giveUp);
      this.#smtp.off("error", fail);
    }
  }
}

function silence(): Error {
  return Object.assign(new Error("no answer in time"), {
    code: "ETIMEDOUT",
    command: "CONN",
  });
}

async function reach(
  { host, port, secure }: MailServer,
  connector: Connector,
  now: Instant,
  signal: AbortSignal,
): Promise<{ ok: true; socket: Socket } | NotHanded> {
  const connected = await connector.connect({ host, port, signal });
  if (!connected.ok) return unreachable(connected.failure.text);
  if (!secure) return { ok: true, socket: connected.socket };
  const { socket } = connected;
  const secured = await connector.secure({ socket, host, now, signal });
  if (!secured.ok) return unreachable(secured.failure.text, "tls");
  const { problem } = secured.certificate;
  if (problem === undefined) return { ok: true, socket: secured.socket };
  secured.socket.destroy();
  return unreachable(problem.text, "tls");
}

async function greet(
  smtp: SMTPConnection,
  login: MailServer["login"],
): Promise<void> {
  await called((done) => smtp.connect(done));
  if (login !== null) await called((done) => smtp.login(login, done));
}

function called<Result>(
  work: (done: (error?: Error | null, result?: Result) => void) => void,
): Promise<Result | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<
    Result | undefined
  >();
  work((error, result) => {
    if (error) reject(error);
    else resolve(result);
  });
  return promise;
}

/** It is read only once the server asked for it. */
function bodyOf(
  bytes: Buffer,
  beforeWriting: () => Promise<void>,
): { stream: Readable; wasWritten: () => boolean } {
  let isBegun = false;
  const stream = new Readable({
    read() {
      if (isBegun) return;
      isBegun = true;
      beforeWriting().then(
        () => {
          this.push(bytes);
          this.push(null);
        },
        (error: unknown) => {
          isBegun = false;
          this.destroy(error as Error);
        },
      );
    },
  });
  return { stream, wasWritten: () => isBegun };
}

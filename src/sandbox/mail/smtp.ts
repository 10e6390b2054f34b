import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { SMTPServer, type SMTPServerSession } from "smtp-server";
import type { Faults } from "../faults.ts";
import {
  isAfterAcceptance,
  replyOf,
  type Moment,
  type Reply,
} from "./faults.ts";

const MAX_MESSAGE_BYTES = 10 * 1024 * 1024;

export interface Login {
  user: string;
  pass: string;
}

export interface Letter {
  from: string;
  to: string[];
  bytes: Buffer;
  /** The client asked for SMTPUTF8. */
  isUtf8: boolean;
}

type Refused = { code: number; text: string };

/** What the inbox says to what arrives; undefined is yes. */
export interface Judge {
  recipient: (address: string) => Refused | undefined;
  letter: (letter: Letter) => Refused | undefined;
  /** The moment of acceptance. */
  accept: (letter: Letter) => void;
}

type Callback = (error?: Error | null) => void;

/** The SMTP side of the inbox: plain text, without TLS, on the loopback. */
export class Smtp {
  readonly #faults: Faults;
  readonly #judge: Judge;
  readonly #server: SMTPServer;
  /** By the client's port: smtp-server shows its sessions, but not their sockets. */
  readonly #sockets = new Map<number, Socket>();

  constructor(faults: Faults, judge: Judge, login: Login | undefined) {
    this.#faults = faults;
    this.#judge = judge;
    this.#server = new SMTPServer({
      name: "mail.sandbox.test",
      banner: "sandbox inbox",
      size: MAX_MESSAGE_BYTES,
      rejectOversized: true,
      disableReverseLookup: true,
      disabledCommands:
        login === undefined ? ["STARTTLS", "AUTH"] : ["STARTTLS"],
      allowInsecureAuth: true,
      logger: false,
      onAuth: ({ username, password }, _session, callback) => {
        const isGood = username === login?.user && password === login?.pass;
        if (isGood) callback(null, { user: username });
        else
          callback(smtpError({ code: 535, text: "5.7.8 wrong credentials" }));
      },
      onConnect: (session, callback) =>
        this.#meet("CONNECT", session, callback),
      onMailFrom: (_address, session, callback) =>
        this.#meet("MAIL", session, callback),
      onRcptTo: ({ address }, session, callback) =>
        this.#meet("RCPT", session, callback, this.#judge.recipient(address)),
      onData: (stream, session, callback) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () =>
          this.#takeLetter(letterOf(session, chunks), session, callback),
        );
      },
    });
    // A client that goes away in the middle is no trouble of ours.
    this.#server.on("error", () => {});
  }

  /** Resolves with the port. */
  async start(port: number): Promise<number> {
    const { server } = this.#server;
    server.on("connection", (socket) => this.#remember(socket));
    const listening = once(server, "listening");
    this.#server.listen(port, "127.0.0.1");
    await listening;
    return (server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets.values()) socket.destroy();
    await closed;
  }

  #remember(socket: Socket): void {
    const { remotePort } = socket;
    if (remotePort === undefined) return;
    this.#sockets.set(remotePort, socket);
    socket.once("close", () => this.#sockets.delete(remotePort));
  }

  /** One moment of the conversation: a fault, or the ordinary answer. */
  #meet(
    moment: Moment,
    session: SMTPServerSession,
    callback: Callback,
    refused?: Refused,
  ): void {
    const fault = this.#faults.take(`mail ${moment}`);
    if (fault === undefined) return say(refused, callback);
    return say(replyOf(fault, this.#socketOf(session)), callback);
  }

  #takeLetter(
    letter: Letter,
    session: SMTPServerSession,
    callback: Callback,
  ): void {
    const fault = this.#faults.take("mail DATA");
    const refused = this.#judge.letter(letter);
    const isTaken = fault === undefined || isAfterAcceptance(fault);
    if (
      isTaken &&
      refused === undefined &&
      letter.bytes.length <= MAX_MESSAGE_BYTES
    )
      this.#judge.accept(letter);
    if (fault === undefined) return say(refused, callback);
    return say(replyOf(fault, this.#socketOf(session)), callback);
  }

  #socketOf({ remotePort }: SMTPServerSession): Socket | undefined {
    return this.#sockets.get(remotePort);
  }
}

function letterOf(session: SMTPServerSession, chunks: Buffer[]): Letter {
  const { mailFrom, rcptTo, smtpUtf8 } = session.envelope;
  return {
    from: mailFrom === false ? "" : mailFrom.address,
    to: rcptTo.map(({ address }) => address),
    bytes: Buffer.concat(chunks),
    isUtf8: smtpUtf8 === true,
  };
}

function say(reply: Reply | undefined, callback: Callback): void {
  if (reply === "silence") return;
  callback(reply === undefined ? null : smtpError(reply));
}

function smtpError({ code, text }: Refused): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

import type { Socket } from "node:net";
import { Readable } from "node:stream";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import { type Connector } from "../../net/connector.ts";
import type { Instant } from "../../domain/time.ts";

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

export type Handed =
  | {
      ok: true;
      /** The Message-ID that a server gave in the place of ours. */
      newId: string | undefined;
    }
  | {
      ok: false;
      /** What the server answered, where it did. */
      code: number | undefined;
      reason: string;
      /** The command that went wrong; "CONN" for the connection itself. */
      command: string;
      /** The mail was on its way: without an answer nobody knows whether it was taken. */
      wasWritten: boolean;
      kind: "network" | "tls" | "login" | "answer" | "address";
    };

export interface HandOverOptions {
  connector: Connector;
  now: Instant;
  /** Of everything together, in ms. */
  timeoutMs: number;
  /** Called before the first byte of the mail is written. */
  beforeWriting: () => Promise<void>;
}

type SmtpError = Error & {
  code?: string;
  /** Node's own, where nodemailer put one of its own in the place. */
  originalCode?: string;
  command?: string;
  response?: string;
  responseCode?: number | undefined;
};

/** Hands one mail to the server, in one conversation that ends by the deadline. */
export async function handOver(
  server: MailServer,
  parcel: Parcel,
  { connector, now, timeoutMs, beforeWriting }: HandOverOptions,
): Promise<Handed> {
  const signal = AbortSignal.timeout(timeoutMs);
  const opened = await open(server, connector, now, signal);
  if (!opened.ok) return opened;
  const smtp = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.secure,
    secured: server.secure,
    requireTLS: server.requireTls && !server.secure,
    connection: opened.socket,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  const body = bodyOf(parcel.bytes, beforeWriting);
  const late = Promise.withResolvers<never>();
  const giveUp = (): void =>
    late.reject(Object.assign(new Error("no answer in time"), SILENT));
  signal.addEventListener("abort", giveUp);
  smtp.on("error", (error) => late.reject(error));
  try {
    return await Promise.race([
      converse(smtp, server, parcel, body.stream),
      late.promise,
    ]);
  } catch (error) {
    return failureOf(error as SmtpError, body.wasWritten());
  } finally {
    signal.removeEventListener("abort", giveUp);
    smtp.close();
  }
}

const SILENT = { code: "ETIMEDOUT", command: "CONN" };

type Opened = { ok: true; socket: Socket } | (Handed & { ok: false });

async function open(
  { host, port, secure }: MailServer,
  connector: Connector,
  now: Instant,
  signal: AbortSignal,
): Promise<Opened> {
  const connected = await connector.connect({ host, port, signal });
  if (!connected.ok) return unreachable(connected.failure.text, "network");
  if (!secure) return { ok: true, socket: connected.socket };
  const { socket } = connected;
  const secured = await connector.secure({ socket, host, now, signal });
  if (!secured.ok) return unreachable(secured.failure.text, "tls");
  const { problem } = secured.certificate;
  if (problem === undefined) return { ok: true, socket: secured.socket };
  secured.socket.destroy();
  return unreachable(problem.text, "tls");
}

function unreachable(
  reason: string,
  kind: "network" | "tls",
): Handed & { ok: false } {
  return {
    ok: false,
    code: undefined,
    reason,
    command: "CONN",
    wasWritten: false,
    kind,
  };
}

async function converse(
  smtp: SMTPConnection,
  { login }: MailServer,
  { from, to, bytes }: Parcel,
  body: Readable,
): Promise<Handed> {
  await called((done) => smtp.connect(done));
  if (login !== null) await called((done) => smtp.login(login, done));
  const sent = await called<{ serverMessageId?: string | undefined }>((done) =>
    smtp.send({ from, to: [to], size: bytes.length }, body, done),
  );
  smtp.quit();
  return { ok: true, newId: sent?.serverMessageId };
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

/** Node's codes of certificates that are not right, and of handshakes that fail. */
const CERTIFICATE = /CERT|VERIFY|SELF_SIGNED|ISSUER|^ERR_(TLS|SSL)/;

function failureOf(error: SmtpError, wasWritten: boolean): Handed {
  const { code = "", originalCode = "", response, responseCode } = error;
  const { command = "CONN" } = error;
  return {
    ok: false,
    code: responseCode,
    reason: (response ?? error.message).replace(/\s+/gu, " ").trim(),
    command,
    wasWritten,
    kind: CERTIFICATE.test(originalCode)
      ? "tls"
      : kindOf(code, command, responseCode),
  };
}

function kindOf(
  code: string,
  command: string,
  responseCode: number | undefined,
): (Handed & { ok: false })["kind"] {
  if (code === "ETLS" || command === "STARTTLS") return "tls";
  if (code === "EAUTH" || command.startsWith("AUTH")) return "login";
  if (responseCode !== undefined) return "answer";
  return code === "EENVELOPE" ? "address" : "network";
}

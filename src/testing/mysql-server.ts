// A MySQL server of a hundred lines: it greets, does TLS, knows passwords, and answers queries as a test wants.
import { createHash, randomInt } from "node:crypto";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Certificate } from "./certificates.ts";
import { startTcpServer, type TcpServer } from "./tcp-server.ts";
import type { Scope } from "./scope.ts";

export interface MysqlManner {
  version?: string;
  /** It does TLS where it has one. */
  certificate?: Certificate;
  /** Passwords by user name. */
  users?: Record<string, string>;
  /** What a statement is answered with; undefined is silence. */
  answer?: (sql: string) => Buffer[] | undefined;
}

const SALT_BYTES = 20;
const TLS_FLAG = 0x800;
const flags = { base: 0xa209, pluginAuth: 0x8 };

/** Starts one that is stopped with the test. */
export function startMysqlServer(
  test: Scope,
  manner: MysqlManner,
): Promise<TcpServer> {
  return startTcpServer(test, (socket) => {
    const salt = Buffer.from(
      Array.from({ length: SALT_BYTES }, () => randomInt(1, 128)),
    );
    socket.write(packet(0, greeting(manner, salt)));
    serve(socket, manner, salt);
  });
}

/** Waits for the login, first for the wish for TLS in its place. */
function serve(socket: Socket, manner: MysqlManner, salt: Buffer): void {
  const { certificate } = manner;
  const stopListening = onPackets(socket, (sequence, body) => {
    const wishesTls = sequence === 1 && body.length === 32;
    if (certificate !== undefined && wishesTls) {
      stopListening();
      const { cert, key } = certificate;
      const secured = new TLSSocket(socket, { isServer: true, cert, key });
      secured.on("error", () => {});
      serve(secured, manner, salt);
    } else if (isLogin(sequence, body, certificate !== undefined)) {
      say(socket, sequence, [login(body, manner, salt)]);
    } else if (body[0] === 1) {
      socket.end();
    } else {
      const reply = manner.answer?.(body.toString("utf8", 1));
      if (reply !== undefined) say(socket, sequence, reply);
    }
  });
}

/** A statement begins an exchange, a login goes on with one. */
function isLogin(sequence: number, body: Buffer, doesTls: boolean): boolean {
  return sequence > 0 && body.length > 32 && sequence <= (doesTls ? 2 : 1);
}

function login(body: Buffer, { users = {} }: MysqlManner, salt: Buffer) {
  const end = body.indexOf(0, 32);
  const username = body.toString("utf8", 32, end);
  const length = body[end + 1] ?? 0;
  const token = body.subarray(end + 2, end + 2 + length);
  const password = users[username];
  return password !== undefined && token.equals(tokenOf(password, salt))
    ? okay()
    : refusal(1045, `Access denied for user '${username}'@'localhost'`);
}

/** "mysql_native_password" */
function tokenOf(password: string, salt: Buffer): Buffer {
  const once = sha1(Buffer.from(password));
  const mask = sha1(Buffer.concat([salt, sha1(once)]));
  return Buffer.from(once.map((byte, place) => byte ^ (mask[place] ?? 0)));
}

function sha1(bytes: Buffer): Buffer {
  return createHash("sha1").update(bytes).digest();
}

export function okay(): Buffer {
  return Buffer.from([0, 0, 0, 2, 0, 0, 0]);
}

export function refusal(number: number, message: string): Buffer {
  const head = Buffer.from([0xff, number & 0xff, number >> 8]);
  return Buffer.concat([head, Buffer.from(`#HY000${message}`)]);
}

/** Rows of texts, with the names of their columns. */
export function table(names: string[], rows: (string | null)[][]): Buffer[] {
  const end = Buffer.from([0xfe, 0, 0, 2, 0]);
  return [
    Buffer.from([names.length]),
    ...names.map(column),
    end,
    ...rows.map((row) => Buffer.concat(row.map(cell))),
    end,
  ];
}

function column(name: string): Buffer {
  const texts = ["def", "", "", "", name, name].map(cell);
  const rest = Buffer.from([0xc, 45, 0, 255, 0, 0, 0, 0xfd, 0, 0, 0, 0, 0]);
  return Buffer.concat([...texts, rest]);
}

function cell(text: string | null): Buffer {
  if (text === null) return Buffer.from([0xfb]);
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

/** Answers as a healthy server does, where `own` has no answer; "SELECT silence" gets none at all. */
export function answering(
  own: (sql: string) => Buffer[] | undefined,
): NonNullable<MysqlManner["answer"]> {
  return (sql) => {
    if (sql === "SELECT silence") return undefined;
    const answer = own(sql);
    if (answer !== undefined) return answer;
    if (sql.startsWith("SHOW GLOBAL STATUS")) return table(["a", "b"], status);
    if (sql.includes("max_connections")) return table(["a"], [["151"]]);
    if (sql === "SELECT 1") return table(["1"], [["1"]]);
    if (sql.startsWith("SHOW REPLICA")) return table(["Host"], []);
    return [okay()];
  };
}

const status = [
  ["Uptime", "3600"],
  ["Threads_connected", "5"],
];

export function greeting(
  { version = "8.0.36", certificate }: MysqlManner,
  salt: Buffer = Buffer.alloc(SALT_BYTES, 1),
): Buffer {
  const low = Buffer.alloc(2);
  low.writeUInt16LE(flags.base | (certificate === undefined ? 0 : TLS_FLAG));
  return Buffer.concat([
    Buffer.from(`\x0a${version}\0\x07\0\0\0`),
    salt.subarray(0, 8),
    Buffer.from([0]),
    low,
    Buffer.from([45, 2, 0, flags.pluginAuth, 0, SALT_BYTES + 1]),
    Buffer.alloc(10),
    salt.subarray(8),
    Buffer.from("\0mysql_native_password\0"),
  ]);
}

export function packet(sequence: number, body: Buffer): Buffer {
  const head = Buffer.from([0, 0, 0, sequence]);
  head.writeUIntLE(body.length, 0, 3);
  return Buffer.concat([head, body]);
}

/** In one piece: small ones would wait for each other (Nagle). */
function say(socket: Socket, sequence: number, bodies: Buffer[]): void {
  const packets = bodies.map((body, place) =>
    packet((sequence + 1 + place) % 256, body),
  );
  socket.write(Buffer.concat(packets));
}

/** Calls back for each packet; answers with what stops that. */
function onPackets(
  socket: Socket,
  hear: (sequence: number, body: Buffer) => void,
): () => void {
  let held = Buffer.alloc(0);
  const listening = new AbortController();
  const listen = (bytes: Buffer): void => {
    held = Buffer.concat([held, bytes]);
    while (!listening.signal.aborted && held.length >= 4) {
      const end = 4 + held.readUIntLE(0, 3);
      if (held.length < end) return;
      const heard = held.subarray(0, end);
      held = held.subarray(end);
      hear(heard[3] ?? 0, heard.subarray(4));
    }
  };
  socket.on("data", listen);
  return () => {
    listening.abort();
    socket.off("data", listen);
    socket.pause();
    // A client begins with TLS without waiting.
    if (held.length > 0) socket.unshift(held);
  };
}

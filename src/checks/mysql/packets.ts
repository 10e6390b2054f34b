// The few packets of the MySQL protocol that are read and written here; the rest is mysql2's work.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html
import type { Incoming, Measure, Taken } from "../starttls/incoming.ts";
import { failed, type Failed } from "../starttls/incoming.ts";

export const HEADER_BYTES = 4;
/** A greeting has about a hundred bytes, an error at most 512 characters. */
const LONGEST_PACKET = 4_096;
/** What readIncoming may hold: a packet with its header. */
export const MOST_HELD = HEADER_BYTES + LONGEST_PACKET;

const PROTOCOL_VERSION = 10;
/** Thread id, first part of the salt, filler: between the version and the capabilities. */
const BYTES_BEFORE_CAPABILITIES = 13;
/** MariaDB puts this before its version, for replicas of old. */
const MARIADB_PREFIX = "5.5.5-";

export const packetTypes = {
  ok: 0x00,
  moreData: 0x01,
  authSwitch: 0xfe,
  error: 0xff,
} as const;

const capabilities = {
  longPassword: 0x1,
  protocol41: 0x200,
  tls: 0x800,
  transactions: 0x2000,
  secureConnection: 0x8000,
  pluginAuth: 0x80000,
};

const UTF8MB4 = 45;
const LARGEST_PACKET = 0x1000000;

export interface Packet {
  ok: true;
  /** The place in its exchange; an answer has the next. */
  sequence: number;
  body: Buffer;
  /** With its header, as it came. */
  bytes: Buffer;
}

export interface Greeting {
  version: string;
  isMariaDb: boolean;
  offersTls: boolean;
}

/** Reads one packet. What is none has the kind "protocol". */
export async function readPacket(
  incoming: Incoming,
  awaited: string,
): Promise<Packet | Failed> {
  const taken: Taken = await incoming.take(packetLength, awaited);
  if (!taken.ok) return taken;
  const { bytes } = taken;
  if (bytes.length === HEADER_BYTES)
    return failed("protocol", "the server sends an empty packet");
  return {
    ok: true,
    sequence: bytes[HEADER_BYTES - 1] ?? 0,
    body: bytes.subarray(HEADER_BYTES),
    bytes,
  };
}

const packetLength: Measure = (bytes) => {
  if (bytes.length < HEADER_BYTES) return undefined;
  const length = bytes.readUIntLE(0, 3);
  if (length > LONGEST_PACKET) return "never";
  return bytes.length >= HEADER_BYTES + length
    ? HEADER_BYTES + length
    : undefined;
};

/** Reads the server's first words; undefined where they are none of MySQL's protocol. */
export function parseGreeting(body: Buffer): Greeting | undefined {
  const end = body.indexOf(0);
  const at = end + 1 + BYTES_BEFORE_CAPABILITIES;
  if (body[0] !== PROTOCOL_VERSION || end < 0 || body.length < at + 2)
    return undefined;
  const version = body.toString("utf8", 1, end);
  return {
    version: version.startsWith(MARIADB_PREFIX)
      ? version.slice(MARIADB_PREFIX.length)
      : version,
    isMariaDb: /mariadb/i.test(version),
    offersTls: (body.readUInt16LE(at) & capabilities.tls) !== 0,
  };
}

export interface ServerError {
  number: number;
  message: string;
}

export function parseError(body: Buffer): ServerError {
  const number = body.length >= 3 ? body.readUInt16LE(1) : 0;
  // A state such as #28000 stands before the message, but not yet in a first packet.
  const message = body.toString("utf8", 3).replace(/^#[0-9A-Z]{5}/, "");
  return { number, message };
}

/** How many bytes the login has in common with the request for TLS that goes before it. */
const HEAD_BYTES = 32;

/**
 * Asks for TLS ahead of a login. It begins as that login does: MariaDB believes the capabilities that it hears first, and
 * reads the login by them.
 */
export function tlsRequestBefore(login: Buffer): Buffer {
  return packet(1, login.subarray(HEADER_BYTES, HEADER_BYTES + HEAD_BYTES));
}

/** A login without password. The request for TLS, where there was one, has the number before it. */
export function emptyLogin(username: string, agreedOnTls: boolean): Buffer {
  const noPassword = Buffer.from([0]);
  return packet(
    agreedOnTls ? 2 : 1,
    Buffer.concat([
      clientHead(agreedOnTls),
      Buffer.from(`${username}\0`),
      noPassword,
      Buffer.from("mysql_native_password\0"),
    ]),
  );
}

export function packet(sequence: number, body: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUIntLE(body.length, 0, 3);
  header[HEADER_BYTES - 1] = sequence;
  return Buffer.concat([header, body]);
}

export const quit = packet(0, Buffer.from([1]));

function clientHead(agreedOnTls: boolean): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  const { longPassword, protocol41, transactions } = capabilities;
  const { secureConnection, pluginAuth, tls } = capabilities;
  const flags =
    longPassword | protocol41 | transactions | secureConnection | pluginAuth;
  head.writeUInt32LE(agreedOnTls ? flags | tls : flags, 0);
  head.writeUInt32LE(LARGEST_PACKET, 4);
  head[8] = UTF8MB4;
  return head;
}

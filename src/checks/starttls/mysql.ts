import {
  failed,
  readIncoming,
  type Failed,
  type Incoming,
} from "./incoming.ts";
import { clientHead, HEADER_BYTES, lengthOf, packet } from "./mysql-packet.ts";
import {
  finishUpgrade,
  notSpoken,
  turnedAway,
  type TalkContext,
  type Upgrade,
} from "./upgrade.ts";

/** A greeting has about a hundred bytes; one of another protocol need not be heard out. */
const MOST_BYTES = 4_096;
const ERROR_PACKET = 0xff;
const PROTOCOL_VERSION = 0x0a;
/** Salt, filler and the like between the version and the capabilities. */
const BYTES_BEFORE_CAPABILITIES = 13;
/** Flags of what the server can do (its lower two bytes). */
const OFFERS_TLS = 0x800;

/** What a MySQL or MariaDB server says of itself at once. */
export interface MysqlGreeting {
  ok: true;
  version: string;
  offersTls: boolean;
}

/** Reads the greeting and asks for TLS. `greeting` is the server's version. Call `leaveMysql` when done. */
export const startMysqlTls: Upgrade = async (socket, context) => {
  const incoming = readIncoming(socket, {
    signal: context.signal,
    maxBytes: MOST_BYTES,
  });
  const greeting = await readMysqlGreeting(incoming, context);
  const left = incoming.release();
  if (!greeting.ok) return finishUpgrade(socket, left, greeting);
  if (!greeting.offersTls)
    return finishUpgrade(
      socket,
      left,
      failed("no-starttls", "the server does not offer TLS"),
    );
  if (socket.writable) socket.write(packet(1, clientHead()));
  return finishUpgrade(socket, left, { ok: true, greeting: greeting.version });
};

/** Reads the server's first packet: its greeting, or why it turns us away ("Host … is blocked", "Too many connections"). */
export async function readMysqlGreeting(
  incoming: Incoming,
  context: TalkContext,
): Promise<MysqlGreeting | Failed> {
  const taken = await incoming.take(packetLength, "the greeting");
  if (!taken.ok) return taken;
  const body = taken.bytes.subarray(HEADER_BYTES);
  const type = body[0];
  // After the error's number stands, now and then, the SQL state.
  if (type === ERROR_PACKET && taken.bytes[3] === 0)
    return turnedAway(body.toString("utf8", 3).replace(/^#.{5}/, ""), context);
  const end = body.indexOf(0);
  const at = end + 1 + BYTES_BEFORE_CAPABILITIES;
  if (type !== PROTOCOL_VERSION || end < 0 || body.length < at + 2)
    return notSpoken("MySQL's protocol", taken.bytes.toString("utf8"), context);
  return {
    ok: true,
    version: body.toString("utf8", 1, end),
    offersTls: (body.readUInt16LE(at) & OFFERS_TLS) !== 0,
  };
}

/** A whole packet; or whatever there is, where it cannot be a greeting: the reader says so. */
function packetLength(bytes: Buffer): number | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const length = lengthOf(bytes);
  if (length >= MOST_BYTES) return bytes.length;
  return bytes.length >= length ? length : undefined;
}

import type { Socket } from "node:net";
import { readIncoming } from "./incoming.ts";
import { clientHead, HEADER_BYTES, lengthOf, packet } from "./mysql-packet.ts";

/** The login's number in the talk, behind the request for TLS. */
const LOGIN = 2;
const MOST_BYTES = 4_096;
/** A server that is content or not says so at once; it may ask to log in by another method first. */
const MOST_ANSWERS = 4;
const SUCCESS = 0x00;
const ERROR = 0xff;
/** The command COM_QUIT. */
const quit = packet(0, Buffer.from([0x01]));

/**
 * Ends a talk that got as far as TLS by a login that is denied. A server that sees its clients hang up in the handshake
 * blocks their host after a hundred times (max_connect_errors); a denied login does not count. The socket stays open.
 */
export async function leaveMysql(
  socket: Socket,
  signal: AbortSignal,
): Promise<void> {
  const incoming = readIncoming(socket, { signal, maxBytes: MOST_BYTES });
  const login = Buffer.from("allswell\0\0mysql_native_password\0", "latin1");
  let answer = packet(LOGIN, Buffer.concat([clientHead(), login]));
  for (let left = MOST_ANSWERS; left > 0 && socket.writable; left -= 1) {
    socket.write(answer);
    const taken = await incoming.take(packetLength, "the answer to the login");
    if (!taken.ok) break;
    const [type, sequence] = [taken.bytes[HEADER_BYTES], taken.bytes[3] ?? 0];
    // A server with accounts for anybody lets us in.
    if (type === SUCCESS && socket.writable) socket.write(quit);
    if (type === SUCCESS || type === ERROR) break;
    answer = packet((sequence + 1) & 0xff, Buffer.alloc(0));
  }
  incoming.release();
}

function packetLength(bytes: Buffer): number | "never" | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const length = lengthOf(bytes);
  if (length >= MOST_BYTES) return "never";
  return bytes.length >= length ? length : undefined;
}

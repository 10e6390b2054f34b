import type { Socket } from "node:net";
import type { ProbeContext } from "../check.ts";
import { failed, readIncoming, type Failed } from "../starttls/incoming.ts";
import { isOpen, serverFailure } from "./failures.ts";
import {
  MOST_HELD,
  packet,
  packetTypes,
  parseError,
  quit,
  readPacket,
} from "./packets.ts";

const NOTHING = Buffer.alloc(0);
const NOTHING_SAID = -1;

/**
 * Tries to log in with a packet of emptyLogin(), as `mysqladmin ping` does; any answer but a closed door means that the server takes
 * connections. A look that ended after the greeting would count as a broken connection, and the server blocks a host after
 * a hundred of those in a row (max_connect_errors).
 */
export async function knock(
  socket: Socket,
  login: Buffer,
  { signal, quote }: ProbeContext,
): Promise<{ ok: true } | Failed> {
  const incoming = readIncoming(socket, { signal, maxBytes: MOST_HELD });
  // Whoever read before has paused it.
  socket.resume();
  try {
    socket.write(login);
    let answer = await readPacket(incoming, "an answer");
    if (answer.ok && answer.body[0] === packetTypes.authSwitch) {
      // "Prove yourself in another way": once more with no password, to come to the end.
      socket.write(packet(answer.sequence + 1, NOTHING));
      answer = await readPacket(incoming, "an answer");
    }
    if (!answer.ok) return answer;
    switch (answer.body[0] ?? NOTHING_SAID) {
      case packetTypes.ok:
        socket.write(quit);
        return { ok: true };
      case packetTypes.moreData:
        return { ok: true };
      case packetTypes.error: {
        const failure = serverFailure(parseError(answer.body), quote);
        return isOpen(failure) ? { ok: true } : failure;
      }
      default:
        return failed("protocol", "the answer is not valid MySQL");
    }
  } finally {
    incoming.release();
  }
}

import { failed, readIncoming, type Failed } from "./incoming.ts";
import {
  finishUpgrade,
  notSpoken,
  type TalkContext,
  type Upgrade,
} from "./upgrade.ts";

/** Length 8, then the code 80877103 (PostgreSQL's protocol, "SSLRequest"). */
const SSL_REQUEST = Buffer.from("0000000804d2162f", "hex");
/** An error message is shorter, and a server of another protocol need not be heard out. */
const MOST_BYTES = 4_096;

/** Asks for TLS; PostgreSQL waits for us to speak first, so its greeting is empty. */
export const startPostgresTls: Upgrade = async (socket, context) => {
  const incoming = readIncoming(socket, {
    signal: context.signal,
    maxBytes: MOST_BYTES,
  });
  socket.write(SSL_REQUEST);
  const taken = await incoming.take(
    (bytes) => (bytes.length > 0 ? 1 : undefined),
    "the answer to the request for TLS",
  );
  const left = incoming.release();
  return finishUpgrade(
    socket,
    left,
    taken.ok ? agreed(taken.bytes, left, context) : taken,
  );
};

function agreed(
  answer: Buffer,
  left: Buffer,
  context: TalkContext,
): { ok: true; greeting: string } | Failed {
  const letter = answer.toString("latin1");
  if (letter === "S") return { ok: true, greeting: "" };
  if (letter === "N" && left.length === 0)
    return failed("no-starttls", "the server does not offer TLS");
  const heard = Buffer.concat([answer, left]).toString("utf8");
  return letter === "E" && left[0] === 0
    ? failed(
        "no-starttls",
        `the server refuses to begin TLS: ${context.quote(heard.slice(5))}`,
      )
    : notSpoken("PostgreSQL's protocol", heard, context);
}

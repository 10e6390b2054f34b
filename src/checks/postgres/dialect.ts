import type { Socket } from "node:net";
import type { Dialect, Greeted, Visit } from "../database/dialect.ts";
import { readIncoming, type Failed } from "../starttls/incoming.ts";
import { notSpoken } from "../starttls/upgrade.ts";
import { serverFailure } from "./failures.ts";
import { knock } from "./knock.ts";
import { login } from "./login.ts";
import { MOST_HELD, parseError, readMessage, tlsRequest } from "./messages.ts";

const LETTER_E = 0x45;

export const postgresDialect: Dialect = { standardPort: 5432, greet };

/** PostgreSQL waits for us to speak first: where TLS is not asked for, there is nothing to hear yet. */
async function greet(socket: Socket, visit: Visit): Promise<Greeted | Failed> {
  const { context, settings, progress } = visit;
  progress.step = "agreeing on TLS";
  const agreed: Agreed =
    settings.tls === "off"
      ? { ok: true, onTls: false }
      : await askForTls(socket, visit);
  if (!agreed.ok) return agreed;
  return {
    ok: true,
    agreedOnTls: agreed.onTls,
    enter: (connection) =>
      settings.username === undefined
        ? knock(connection, context)
        : login(connection, visit),
  };
}

type Agreed = { ok: true; onTls: boolean } | Failed;

async function askForTls(socket: Socket, { context }: Visit): Promise<Agreed> {
  const { signal, quote } = context;
  const incoming = readIncoming(socket, { signal, maxBytes: MOST_HELD });
  socket.write(tlsRequest);
  const taken = await incoming.take(
    (bytes) => (bytes[0] === LETTER_E ? 0 : bytes.length > 0 ? 1 : undefined),
    "the answer to the request for TLS",
  );
  // An error in the place of an answer: too many connections, or no server at all that knows TLS.
  const error =
    taken.ok && taken.bytes.length === 0
      ? await readMessage(incoming, "the error")
      : undefined;
  const left = incoming.release();
  if (!taken.ok) return taken;
  if (error?.ok === true) {
    const parsed = parseError(error.body);
    return "ok" in parsed ? parsed : serverFailure(parsed, quote);
  }
  const heard = Buffer.concat([taken.bytes, left]).toString("utf8");
  // More than the letter is another protocol, or plain text that would pass for said under TLS (CVE-2021-23222).
  return heard === "S" || heard === "N"
    ? { ok: true, onTls: heard === "S" }
    : notSpoken("PostgreSQL's protocol", heard, context);
}

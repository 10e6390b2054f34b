import type { Socket } from "node:net";
import type { ProbeContext } from "../check.ts";
import { failed, readIncoming, type Failed } from "../starttls/incoming.ts";
import { notSpoken } from "../starttls/upgrade.ts";
import { isOpen, serverFailure } from "./failures.ts";
import { MOST_HELD, parseError, readMessage, startup } from "./messages.ts";

const USERNAME = "allswell";

/** Begins a login, as pg_isready does: a server that asks who we are, or refuses just us, takes connections. */
export async function knock(
  socket: Socket,
  context: ProbeContext,
): Promise<{ ok: true } | Failed> {
  const { signal, quote } = context;
  const incoming = readIncoming(socket, { signal, maxBytes: MOST_HELD });
  // Whoever read before has paused it.
  socket.resume();
  socket.write(startup(USERNAME));
  const message = await readMessage(incoming, "an answer");
  const left = incoming.release();
  if (!message.ok)
    return message.failure.kind === "too-much"
      ? notSpoken("PostgreSQL's protocol", left.toString("utf8"), context)
      : message;
  if (message.letter === "R") return { ok: true };
  if (message.letter !== "E")
    return failed("protocol", "the answer is not valid PostgreSQL");
  const parsed = parseError(message.body);
  if ("ok" in parsed) return parsed;
  const failure = serverFailure(parsed, quote);
  return isOpen(failure) ? { ok: true } : failure;
}

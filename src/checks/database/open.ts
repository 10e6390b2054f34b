import type { Socket } from "node:net";
import { connectTo, secureTo } from "../connection/open.ts";
import { hostAndPortOf } from "../host-and-port.ts";
import { failed, type Failed } from "../starttls/incoming.ts";
import type { Dialect, Greeted, Visit } from "./dialect.ts";

type Opened = { ok: true; socket: Socket; greeted: Greeted } | Failed;

/** Connects, lets the server greet, and begins TLS as the settings want it. Where that fails, no socket is left. */
export async function openDatabase(
  dialect: Dialect,
  visit: Visit,
): Promise<Opened> {
  const { context, settings, progress } = visit;
  const where = hostAndPortOf(settings, dialect.standardPort);
  const connected = await connectTo(where, context, progress);
  if (!connected.ok) return connected;
  const { socket } = connected;
  const greeted = await greet(dialect, socket, visit);
  if (!greeted.ok) {
    socket.destroy();
    return greeted;
  }
  if (!greeted.agreedOnTls) return { ok: true, socket, greeted };
  const secured = await secureTo(
    socket,
    { host: where.host },
    context,
    progress,
  );
  if (!secured.ok) return secured;
  const { problem } = secured.certificate;
  if (problem === undefined || settings.tls !== "verify")
    return { ok: true, socket: secured.socket, greeted };
  // No password reaches a server that is not who it should be.
  secured.socket.destroy();
  return { ok: false, failure: problem };
}

async function greet(
  dialect: Dialect,
  socket: Socket,
  visit: Visit,
): Promise<Greeted | Failed> {
  const greeted = await dialect.greet(socket, visit);
  const { tls } = visit.settings;
  const lacksTls =
    greeted.ok &&
    !greeted.agreedOnTls &&
    (tls === "require" || tls === "verify");
  return lacksTls
    ? failed("no-starttls", "the server does not offer TLS")
    : greeted;
}

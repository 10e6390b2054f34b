import type { Socket } from "node:net";
import type { ProbeContext } from "../check.ts";
import type { Dialect, Greeted, Visit } from "../database/dialect.ts";
import { failed, readIncoming, type Failed } from "../starttls/incoming.ts";
import { notSpoken } from "../starttls/upgrade.ts";
import { serverFailure } from "./failures.ts";
import { knock } from "./knock.ts";
import { beginLogin, type Begun } from "./login.ts";
import {
  emptyLogin,
  MOST_HELD,
  packetTypes,
  parseError,
  parseGreeting,
  readPacket,
  tlsRequestBefore,
  type Greeting,
} from "./packets.ts";

/** Whose login fails where nobody has told us another. */
const USERNAME = "allswell";

export const mysqlDialect: Dialect = { standardPort: 3306, greet };

async function greet(socket: Socket, visit: Visit): Promise<Greeted | Failed> {
  const { context, settings, progress } = visit;
  progress.step = "waiting for the greeting";
  const heard = await hearGreeting(socket, visit);
  if (!heard.ok) return heard;
  const { greeting, bytes } = heard;
  progress.facts["version"] = greeting.version;
  const agreedOnTls = greeting.offersTls && settings.tls !== "off";
  const mysqlVisit = { ...visit, greeting, agreedOnTls };
  const begun =
    settings.username === undefined
      ? beginKnock(agreedOnTls, context)
      : beginLogin(bytes, mysqlVisit);
  if (!begun.ok) return begun;
  if (agreedOnTls) socket.write(tlsRequestBefore(begun.login));
  return { ok: true, agreedOnTls, enter: begun.enter };
}

function beginKnock(agreedOnTls: boolean, context: ProbeContext): Begun {
  const login = emptyLogin(USERNAME, agreedOnTls);
  return {
    ok: true,
    login,
    enter: (socket) => knock(socket, login, context),
  };
}

type Heard = { ok: true; greeting: Greeting; bytes: Buffer } | Failed;

async function hearGreeting(
  socket: Socket,
  { context }: Visit,
): Promise<Heard> {
  const incoming = readIncoming(socket, {
    signal: context.signal,
    maxBytes: MOST_HELD,
  });
  const first = await readPacket(incoming, "the greeting");
  const left = incoming.release();
  const foreign = (heard: Buffer): Failed =>
    notSpoken("MySQL's protocol", heard.toString("utf8"), context);
  if (!first.ok)
    return first.failure.kind === "too-much" ? foreign(left) : first;
  if (first.body[0] === packetTypes.error)
    return serverFailure(parseError(first.body), context.quote);
  const greeting = parseGreeting(first.body);
  if (greeting === undefined) return foreign(first.bytes);
  return left.length === 0
    ? { ok: true, greeting, bytes: first.bytes }
    : failed("protocol", "the server goes on before it was answered");
}

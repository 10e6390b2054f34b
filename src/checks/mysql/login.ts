import type { Socket } from "node:net";
import { createConnection, type QueryError } from "mysql2";
import type { Entered, Visit } from "../database/dialect.ts";
import { GuardedStream } from "../database/guarded-stream.ts";
import { failed, type Failed } from "../starttls/incoming.ts";
import { createClient } from "./client.ts";
import { serverFailure } from "./failures.ts";
import { watchFraming } from "./framing.ts";
import type { Greeting } from "./packets.ts";
import { createSession } from "./session.ts";

export interface MysqlVisit extends Visit {
  greeting: Greeting;
  /** The server offers TLS, and we want it. */
  agreedOnTls: boolean;
}

/** A login that is written, and waits for its socket. */
export interface Begun {
  ok: true;
  /** The packet that will be sent first. */
  login: Buffer;
  enter: (socket: Socket) => Promise<Entered | Failed>;
}

/** Lets mysql2 hear the greeting and write its login, ahead of TLS: the request for TLS must begin as that login does. */
export function beginLogin(hello: Buffer, visit: MysqlVisit): Begun | Failed {
  const { agreedOnTls, context, progress } = visit;
  const stream = new GuardedStream({
    protocol: "MySQL",
    progress,
    signal: context.signal,
    watch: watchFraming(agreedOnTls ? 1 : 0),
  });
  const connection = createConnection(optionsOf(stream, visit));
  const failureOf = (error: QueryError): Failed =>
    stream.why ?? errorFailure(error, context.quote);
  const entered = new Promise<{ ok: true } | Failed>((resolve) => {
    connection.on("error", (error: QueryError) => resolve(failureOf(error)));
    connection.once("connect", () => resolve({ ok: true }));
  });
  stream.hear(hello);
  const { held: login } = stream;
  if (login === undefined)
    return failed("protocol", "the greeting is not valid MySQL");
  const enter = async (socket: Socket): Promise<Entered | Failed> => {
    stream.plug(socket);
    const outcome = await Promise.race([entered, stream.ended]);
    if (!outcome.ok) return outcome;
    const client = createClient(connection, stream, failureOf);
    return { ok: true, session: createSession(client, visit) };
  };
  return { ok: true, login, enter };
}

function optionsOf(
  stream: GuardedStream,
  { agreedOnTls, settings }: MysqlVisit,
) {
  const { username, password, database } = settings;
  return {
    stream,
    user: username ?? "",
    password: password ?? "",
    ...(database !== undefined && { database }),
    // The deadline is the signal's.
    connectTimeout: 0,
    // A socket path tells mysql2 that nobody listens in: TLS has been agreed on before it came.
    ...(agreedOnTls && { socketPath: "tls" }),
    flags: ["-LOCAL_FILES", ...(agreedOnTls ? ["SSL"] : [])],
  };
}

/** An error of the server has a number and a state; mysql2's own ones have no state. */
function errorFailure(
  { errno, sqlState, message }: QueryError,
  quote: (text: string) => string,
): Failed {
  if (errno !== undefined && sqlState !== undefined)
    return serverFailure({ number: errno, message }, quote);
  return failed("protocol", `the login failed: ${quote(message)}`);
}

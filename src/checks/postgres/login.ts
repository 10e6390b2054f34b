import type { Socket } from "node:net";
import pg from "pg";
import type { Entered, Visit } from "../database/dialect.ts";
import { GuardedStream } from "../database/guarded-stream.ts";
import { failed, type Failed } from "../starttls/incoming.ts";
import { createClient } from "./client.ts";
import { serverFailure } from "./failures.ts";
import { createSession } from "./session.ts";

const NOTHING_TO_PARSE = { getTypeParser: () => (value: unknown) => value };

/** Lets pg log in on a socket that has its TLS behind it. */
export async function login(
  socket: Socket,
  visit: Visit,
): Promise<Entered | Failed> {
  const { context, settings, progress } = visit;
  const stream = new GuardedStream({
    protocol: "PostgreSQL",
    progress,
    signal: context.signal,
  });
  let lacksPassword = false;
  const client = new pg.Client({
    user: settings.username ?? "",
    database: settings.database ?? settings.username ?? "",
    // A function, for else pg would look into PGPASSWORD and ~/.pgpass.
    password: () => {
      lacksPassword = settings.password === undefined;
      return settings.password ?? "";
    },
    // Neither address nor TLS is pg's business any more.
    host: "localhost",
    ssl: false,
    stream: () => stream,
    application_name: "allswell",
    types: NOTHING_TO_PARSE,
  });
  const failureOf = (error: unknown): Failed => {
    if (lacksPassword)
      return failed(
        "login-failed",
        "the server asks for a password, and none is set",
      );
    return stream.why ?? errorFailure(error, context.quote);
  };
  client.on("error", () => {});
  const entered = client
    .connect()
    .then(() => ({ ok: true }) as const, failureOf);
  stream.plug(socket);
  const outcome = await Promise.race([entered, stream.ended]);
  if (!outcome.ok) return outcome;
  const session = createSession(createClient(client, stream, failureOf), visit);
  return { ok: true, session };
}

/** An error of the server has a SQLSTATE; pg's own ones have none. */
function errorFailure(error: unknown, quote: (text: string) => string): Failed {
  if (error instanceof pg.DatabaseError && error.code !== undefined)
    return serverFailure({ code: error.code, message: error.message }, quote);
  const message = error instanceof Error ? error.message : String(error);
  return failed("protocol", `the login failed: ${quote(message)}`);
}

import pg from "pg";

/** Where to connect, in the words of the pg package. */
export interface Connection {
  /** The directory of the unix socket. */
  host: string;
  /** Only a part of the socket's name. Given, as is `ssl`, because pg would else follow PGPORT and PGSSLMODE. */
  port: number;
  ssl: false;
  user: string;
  database: string;
}

export function connectionTo(host: string, database: string): Connection {
  return { host, port: 5432, ssl: false, user: "allswell", database };
}

/** A session of our own beside those of the pool. */
export interface Session {
  client: pg.Client;
  /** Resolves when the connection is over, whoever ended it. */
  over: Promise<unknown>;
}

export type Attempt =
  | { kind: "connected"; session: Session }
  /** Nothing listens there. */
  | { kind: "nobody" }
  /** A server is there: starting, stopping, recovering or full. */
  | { kind: "busy" }
  | { kind: "failed"; reason: string };

/** How long a server may keep silent after it accepted a connection, milliseconds. */
const ANSWER_WITHIN_MS = 10_000;

/** Tries once; the name is shown in pg_stat_activity. */
export async function tryConnect(
  socketDirectory: string,
  name: string,
): Promise<Attempt> {
  const client = new pg.Client({
    // Not the database of allswell, where a session would be in the way of copying or dropping it.
    ...connectionTo(socketDirectory, "postgres"),
    application_name: name,
    connectionTimeoutMillis: ANSWER_WITHIN_MS,
  });
  // Without a listener "error" would end the process; the connection's end is what counts.
  client.on("error", () => undefined);
  const over = new Promise((resolve) => client.once("end", resolve));
  try {
    await client.connect();
    return { kind: "connected", session: { client, over } };
  } catch (error) {
    return classify(error as SessionError);
  }
}

type SessionError = Error & { code?: string };

function classify(error: SessionError): Attempt {
  const { code, message } = error;
  if (code === "ENOENT" || code === "ECONNREFUSED") return { kind: "nobody" };
  const isBusy = isCut(error) || code === TOO_MANY_CONNECTIONS;
  return isBusy ? { kind: "busy" } : { kind: "failed", reason: message };
}

const TOO_MANY_CONNECTIONS = "53300";

/** The server is starting, recovering or stopping, or the connection ended without a word. */
function isCut({ code = "", message }: SessionError): boolean {
  return (
    code.startsWith("57P") ||
    code === "ECONNRESET" ||
    code === "EPIPE" ||
    message.startsWith("Connection terminated") ||
    message.includes("is not queryable")
  );
}

/** Asks the server; undefined where the session ends before there is an answer. */
export async function ask<Row extends pg.QueryResultRow>(
  { client }: Session,
  sql: string,
  values: unknown[] = [],
): Promise<Row[] | undefined> {
  try {
    return (await client.query<Row>(sql, values)).rows;
  } catch (error) {
    if (isCut(error as SessionError)) return undefined;
    throw error;
  }
}

import pg from "pg";
import { DataSource, type EntityManager } from "typeorm";
import type { Log } from "../base/log.ts";
import { entities } from "./entities/index.ts";
import { GatheringSocket } from "./gathering-socket.ts";

/** Where PostgreSQL is: a URL, or a socket directory of the embedded server. */
export type Connection =
  { url: string } | { host: string; user: string; database: string };

/** What queries run on: the pool, or one transaction. */
export type Db = EntityManager;

export interface Store {
  db: Db;
  /** All or nothing; tried again where PostgreSQL asks for it (deadlock, serialization). */
  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 10_000;
/** No statement of ours takes long; one that does must not hold a loop for ever. */
const STATEMENT_TIMEOUT_MS = 30_000;
const TRANSACTION_TRIES = 3;

/** What is asked of a transaction in which a statement failed. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const IN_FAILED_TRANSACTION = "25P02";

const INT8 = 20;
const TIMESTAMPTZ = 1184;

/** Instants arrive as milliseconds and counts as numbers (none of ours comes near 2^53), on our connections only. */
export const typeParsers = {
  getTypeParser(
    oid: number,
    format?: "text" | "binary",
  ): (value: string) => unknown {
    if (oid === TIMESTAMPTZ) return instantOf;
    if (oid === INT8) return Number;
    return pg.types.getTypeParser(oid, format) as (value: string) => unknown;
  },
};

/** Reads PostgreSQL's "2026-11-21 10:00:00.123456+00" (our sessions run in UTC) as milliseconds. */
function instantOf(text: string): number {
  if (text === "infinity") return Infinity;
  if (text === "-infinity") return -Infinity;
  return Date.parse(`${text.replace(" ", "T").replace("+00", "")}Z`);
}

/**
 * What holds for each of our sessions, whatever the server has. Every query here is short: to compile it first (JIT, which
 * servers do up to PostgreSQL 18) costs hundreds of times what it gains.
 */
const SESSION =
  "-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c jit=off";

/** What `pg` needs to connect as we do. */
export function clientOptions(connection: Connection): pg.ClientConfig {
  return {
    ...("url" in connection
      ? { connectionString: connection.url }
      : connection),
    application_name: "allswell",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    // What is asked side by side does not wait for the answer before it: https://node-postgres.com/features/pipelining
    pipeline: true,
    stream: () => new GatheringSocket(),
    options: SESSION,
    types: typeParsers,
  };
}

export async function openStore(
  connection: Connection,
  log: Log,
): Promise<Store> {
  const source = dataSource(connection, log);
  await source.initialize();
  return {
    db: source.manager,
    transaction: (work) => inTransaction(source, work),
    close: () => source.destroy(),
  };
}

/** Exported for the test that compares entities with migrations. */
export function dataSource(connection: Connection, log: Log): DataSource {
  return new DataSource({
    type: "postgres",
    ...("url" in connection
      ? { url: connection.url }
      : {
          host: connection.host,
          username: connection.user,
          database: connection.database,
        }),
    entities,
    synchronize: false,
    installExtensions: false,
    poolSize: POOL_SIZE,
    poolErrorHandler: (error: unknown) =>
      log.warn({ err: error }, "a database connection broke"),
    extra: {
      ...clientOptions(connection),
      statement_timeout: STATEMENT_TIMEOUT_MS,
    },
  });
}

async function inTransaction<T>(
  source: DataSource,
  work: (tx: Db) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await source.manager.transaction(work);
    } catch (error) {
      if (attempt === TRANSACTION_TRIES || !mayBeTriedAgain(error)) throw error;
    }
  }
}

/**
 * Awaits pieces of work of one transaction that are carried out side by side: what they ask goes over its one connection
 * without waiting for each other's answers. None of them is under way any more when this returns, or throws what failed
 * first.
 */
export async function sideBySide<T>(works: Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(works);
  const failures = settled.flatMap((one) =>
    one.status === "rejected" ? [{ reason: one.reason as unknown }] : [],
  );
  const cause = failures.find(
    ({ reason }) => errorCode(reason) !== IN_FAILED_TRANSACTION,
  );
  const failure = cause ?? failures[0];
  if (failure !== undefined) throw failure.reason;
  return Promise.all(works);
}

/** https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html */
function mayBeTriedAgain(error: unknown): boolean {
  const code = errorCode(error);
  return code === "40001" || code === "40P01";
}

/** PostgreSQL's five-character code of an error that came through TypeORM or pg; undefined for any other. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { code, driverError } = error as {
    code?: unknown;
    driverError?: { code?: unknown };
  };
  const found = driverError?.code ?? code;
  return typeof found === "string" ? found : undefined;
}

/** The constraint or unique index that a refused statement would have broken; undefined for any other error. */
export function brokenConstraint(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { driverError = error } = error as { driverError?: object };
  const { constraint } = driverError as { constraint?: unknown };
  return typeof constraint === "string" ? constraint : undefined;
}

/** The rows of a statement. */
export async function rows<Row>(
  db: Db,
  sql: string,
  parameters: unknown[] = [],
): Promise<Row[]> {
  const answer = await ask(db, { text: sql, values: parameters });
  return answer.rows as Row[];
}

/** A statement with a name of its own. */
export interface Prepared {
  name: string;
  text: string;
}

/**
 * The rows of a statement that runs every second: each connection parses it once. At 50 checks a second, parsing and
 * planning were most of what PostgreSQL had to do.
 */
export async function preparedRows<Row extends pg.QueryResultRow>(
  db: Db,
  statement: Prepared,
  values: unknown[] = [],
): Promise<Row[]> {
  const answer = await ask(db, { ...statement, values });
  return answer.rows as Row[];
}

/**
 * The rows of a statement that looks things up by indexes alone; it is a transaction of its own. PostgreSQL keeps the plan
 * that it made for a table of a few rows until it counts them anew, up to a minute later: in a storm that table has tens
 * of thousands by then.
 */
export async function byIndex<Row extends pg.QueryResultRow>(
  db: Db,
  statement: Prepared,
  values: unknown[] = [],
): Promise<Row[]> {
  return onClient(db, async (client) => {
    const [, answer] = await sideBySide<pg.QueryResult>([
      client.query("BEGIN; SET LOCAL enable_seqscan = off"),
      client.query({ ...statement, values }),
      client.query("COMMIT"), // of what failed, a rollback
    ]);
    return (answer?.rows ?? []) as Row[];
  });
}

/** How many rows a statement changed. */
export async function affected(
  db: Db,
  statement: string | Prepared,
  values: unknown[] = [],
): Promise<number> {
  const query = typeof statement === "string" ? { text: statement } : statement;
  const answer = await ask(db, { ...query, values });
  return answer.rowCount ?? 0;
}

/** Asks the driver itself: TypeORM knows no prepared statements, and its own way costs more than the statement's work. */
async function ask(db: Db, query: pg.QueryConfig): Promise<pg.QueryResult> {
  return onClient(db, (client) => client.query(query));
}

async function onClient<T>(
  db: Db,
  work: (client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  const runner = db.queryRunner ?? db.dataSource.createQueryRunner();
  try {
    return await work((await runner.connect()) as pg.ClientBase);
  } finally {
    if (runner !== db.queryRunner) await runner.release();
  }
}

import { randomBytes } from "node:crypto";
import pg from "pg";
import { openStore, type Store, typeParsers } from "../../src/store/db.ts";
import { migrate } from "../../src/store/migrate.ts";
import { createPartitions } from "../../src/store/results/partitions.ts";
import { type DatabaseServer, silent } from "./database-server.ts";
import { parentOf } from "./processes.ts";

/** A database of one measurement, migrated and ready for results; dropped when it is over. */
export class Database implements AsyncDisposable {
  readonly #server: DatabaseServer;
  readonly #name = `bench_${randomBytes(4).toString("hex")}`;

  private constructor(server: DatabaseServer) {
    this.#server = server;
  }

  static async create(server: DatabaseServer): Promise<Database> {
    const database = new Database(server);
    await ask(server.url("postgres"), `CREATE DATABASE ${database.#name}`);
    await migrate({ url: database.url }, silent);
    await database.withStore((store) => createPartitions(store, Date.now()));
    return database;
  }

  get url(): string {
    return this.#server.url(this.#name);
  }

  /** Works on it as allswell does. */
  async withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const store = await openStore({ url: this.url }, silent);
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  }

  /** The rows of one statement, instants as milliseconds, over a connection of its own. */
  async rows<Row extends pg.QueryResultRow>(
    sql: string,
    parameters: unknown[] = [],
  ): Promise<Row[]> {
    return (await ask<Row>(this.url, sql, parameters)).rows;
  }

  async row<Row extends pg.QueryResultRow>(
    sql: string,
    parameters: unknown[] = [],
  ): Promise<Row> {
    const [row] = await this.rows<Row>(sql, parameters);
    if (row === undefined) throw new Error(`no row: ${sql}`);
    return row;
  }

  /** One or more statements, together one transaction, that may take as long as they like. */
  async run(sql: string): Promise<void> {
    await ask(this.url, sql);
  }

  /** The process that all others of this PostgreSQL are children of; it must run on this machine. */
  async postmaster(): Promise<number> {
    const { pid } = await this.row<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'",
    );
    return parentOf(pid);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await ask(
      this.#server.url("postgres"),
      `DROP DATABASE ${this.#name} WITH (FORCE)`,
    );
  }
}

async function ask<Row extends pg.QueryResultRow>(
  connectionString: string,
  sql: string,
  parameters: unknown[] = [],
): Promise<pg.QueryResult<Row>> {
  const client = new pg.Client({ connectionString, types: typeParsers });
  await client.connect();
  try {
    return await client.query<Row>(sql, parameters);
  } finally {
    await client.end();
  }
}

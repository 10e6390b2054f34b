import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type pg from "pg";
import type { Log } from "../base/log.ts";
import { advisoryLocks } from "./advisory-locks.ts";
import { type Connection, type Db, rows } from "./db.ts";
import { connectFirst, refuseForeignSchema } from "./first-connection.ts";

const folder = join(import.meta.dirname, "../../migrations");

const OLDEST_POSTGRES = 150_000;

interface Migration {
  number: number;
  name: string;
  sql: string;
}

/** How the database stands to this program: migrations that it lacks, and whether it is a newer program's. */
export async function migrationState(
  db: Db,
): Promise<{ latest: string; missing: string[]; isNewer: boolean }> {
  const known = await readMigrations();
  const applied = await rows<{ number: number }>(
    db,
    "SELECT number FROM schema_migrations",
  );
  const done = new Set(applied.map(({ number }) => number));
  return {
    latest: known.findLast(({ number }) => done.has(number))?.name ?? "none",
    missing: known
      .filter(({ number }) => !done.has(number))
      .map(({ name }) => name),
    isNewer: Math.max(0, ...done) > (known.at(-1)?.number ?? 0),
  };
}

/**
 * Brings the database up to this program, one instance at a time, each migration in a transaction of its own.
 * @returns the names of those that were applied now
 * @throws Error with a sentence for the operator where the server is too old or the database is newer than the program
 */
export async function migrate(
  connection: Connection,
  log: Log,
): Promise<string[]> {
  const client = await connectFirst(connection);
  try {
    await refuseOldServer(client);
    await refuseForeignSchema(client);
    await client.query("SELECT pg_advisory_lock($1)", [
      advisoryLocks.migrating,
    ]);
    const applied = await applyMissing(client);
    for (const name of applied)
      log.info({ migration: name }, "migration applied");
    return applied;
  } finally {
    await client.end();
  }
}

async function refuseOldServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string }>(
    "SHOW server_version_num",
  );
  const version = Number(rows[0]?.server_version_num);
  if (version >= OLDEST_POSTGRES) return;
  throw new Error(
    `allswell needs PostgreSQL 15 or later; DATABASE_URL leads to version ${Math.floor(version / 10_000)}`,
  );
}

async function applyMissing(client: pg.Client): Promise<string[]> {
  await client.query(
    `CREATE TABLE IF NOT EXISTS schema_migrations (
       number integer CONSTRAINT schema_migrations_pkey PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
  );
  const migrations = await readMigrations();
  const { rows } = await client.query<{ number: number }>(
    "SELECT number FROM schema_migrations",
  );
  const done = new Set(rows.map(({ number }) => number));
  refuseNewerDatabase(done, migrations);
  const missing = migrations.filter(({ number }) => !done.has(number));
  for (const migration of missing) await apply(client, migration);
  return missing.map(({ name }) => name);
}

function refuseNewerDatabase(done: Set<number>, migrations: Migration[]): void {
  const unknown = Math.max(0, ...done);
  if (migrations.some(({ number }) => number === unknown) || unknown === 0)
    return;
  throw new Error(
    `the database was made by a newer allswell (migration ${unknown}): update the program, or restore an older backup`,
  );
}

async function apply(
  client: pg.Client,
  { number, name, sql }: Migration,
): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(sql);
    await client.query(
      "INSERT INTO schema_migrations (number, name) VALUES ($1, $2)",
      [number, name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `migration ${name} failed (${why}); the database is as it was before it`,
      { cause: error },
    );
  }
}

async function readMigrations(): Promise<Migration[]> {
  const files = (await readdir(folder))
    .filter((file) => /^\d{4}_.*\.sql$/.test(file))
    .sort();
  return Promise.all(
    files.map(async (file) => ({
      number: Number(file.slice(0, 4)),
      name: file.replace(".sql", ""),
      sql: await readFile(join(folder, file), "utf8"),
    })),
  );
}

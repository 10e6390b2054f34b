// Databases of tests that are over serve the next ones: emptying one takes milliseconds, copying and dropping one a
// third of a second of the server's time.
import { randomBytes } from "node:crypto";
import pg from "pg";

/** A PostgreSQL where databases are made from a template. */
export interface Place {
  /** The server's own database: where others are made and dropped. */
  administration: string;
  urlOf(database: string): string;
  template: string;
  /** What is in the template. */
  shape: Shape;
}

export interface Shape {
  tables: string[];
  /** A digest of what is in those tables that are not empty. */
  filled: Record<string, string>;
  /** Counts of all that a schema is made of. */
  objects: string;
}

const TABLES = `
  SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname`;
const OBJECTS = `
  SELECT concat_ws(' ',
    (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
    (SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'public'::regnamespace AND NOT attisdropped),
    (SELECT count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace),
    (SELECT count(*) FROM pg_trigger), (SELECT count(*) FROM pg_proc)) AS objects`;

/** What a database consists of, for the comparison with those that were used. */
export async function shapeOf(url: string): Promise<Shape> {
  return connected(url, async (client) => {
    const tables = await tablesIn(client);
    const filled: Shape["filled"] = {};
    for (const table of tables) {
      const digest = await digestOf(client, table);
      if (digest !== null) filled[table] = digest;
    }
    return { tables, filled, objects: await objectsIn(client) };
  });
}

/** The databases that this process works with: no other one takes them while it lives. */
export class SpareDatabases {
  readonly #place: Place;
  readonly #mine = new Set<string>();
  readonly #over: string[] = [];
  /** One connection that is never changed: the locks are its own. It keeps no process alive. */
  readonly #session: pg.Pool;

  constructor(place: Place) {
    this.#place = place;
    this.#session = new pg.Pool({
      connectionString: place.administration,
      max: 1,
      idleTimeoutMillis: 0,
      allowExitOnIdle: true,
    });
    this.#session.on("error", () => {}); // the server may end before us
  }

  /** A database that is as the template is. */
  async take(): Promise<string> {
    for (
      let name = this.#over.pop();
      name !== undefined;
      name = this.#over.pop()
    )
      if (await this.#isRestored(name)) return name;
    for (const name of await this.#all())
      if ((await this.#lock(name)) && (await this.#isRestored(name)))
        return name;
    return this.#copy();
  }

  /** Nothing of its test works with it any more. */
  giveBack(name: string): void {
    this.#over.push(name);
  }

  async #copy(): Promise<string> {
    const { template } = this.#place;
    const name = `${template}_${randomBytes(6).toString("hex")}`;
    await this.#lock(name);
    await this.#ask(
      `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`,
    );
    return name;
  }

  /** All there are: those of processes that have ended can be had. */
  async #all(): Promise<string[]> {
    const found = await this.#ask<{ name: string }>(
      `SELECT datname AS name FROM pg_database WHERE starts_with(datname, '${this.#place.template}_')`,
    );
    return found.map(({ name }) => name);
  }

  /** The lock is held until this process ends. */
  async #lock(name: string): Promise<boolean> {
    if (this.#mine.has(name)) return false; // the session would get its own lock again, for a test that runs beside
    this.#mine.add(name);
    const [row] = await this.#ask<{ locked: boolean }>(
      `SELECT pg_try_advisory_lock(hashtextextended('${name}', 0)) AS locked`,
    );
    if (row?.locked !== true) this.#mine.delete(name);
    return row?.locked === true;
  }

  async #isRestored(name: string): Promise<boolean> {
    try {
      return await connected(this.#place.urlOf(name), (client) =>
        restore(client, this.#place.shape),
      );
    } catch {
      return false; // nobody's any more: it goes with the template
    }
  }

  async #ask<Row extends object>(statement: string): Promise<Row[]> {
    return (await this.#session.query<Row>(statement)).rows;
  }
}

/** Makes a database again what it was; false where that cannot be done. */
async function restore(client: pg.Client, shape: Shape): Promise<boolean> {
  await client.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
  );
  const tables = await tablesIn(client);
  const added = tables.filter((table) => !shape.tables.includes(table));
  const emptied = shape.tables.filter((table) => !(table in shape.filled));
  await client.query(
    [
      "SET session_replication_role = replica", // no foreign keys: in any order
      ...added.map((table) => `DROP TABLE ${quoted(table)}`),
      ...emptied.map((table) => `DELETE FROM ${quoted(table)}`),
      "SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence",
    ].join(";"),
  );
  for (const [table, digest] of Object.entries(shape.filled))
    if ((await digestOf(client, table)) !== digest) return false;
  return (await objectsIn(client)) === shape.objects;
}

async function tablesIn(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(TABLES);
  return rows.map(({ name }) => name);
}

/** Of all rows; null where there are none. */
async function digestOf(
  client: pg.Client,
  table: string,
): Promise<string | null> {
  const { rows } = await client.query<{ digest: string | null }>(
    `SELECT md5(string_agg(r::text, ',' ORDER BY r::text)) AS digest FROM ${quoted(table)} r`,
  );
  return rows[0]?.digest ?? null;
}

async function objectsIn(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ objects: string }>(OBJECTS);
  return rows[0]?.objects ?? "";
}

const quoted = (table: string): string => pg.escapeIdentifier(table);

async function open(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {}); // the server may end before us
  await client.connect();
  return client;
}

async function connected<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = await open(url);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

import { randomBytes } from "node:crypto";
import type { TestContext } from "node:test";
import pg from "pg";
import { createLog } from "../base/log.ts";
import { Redactor } from "../base/redact.ts";
import { type Connection, openStore, type Store } from "../store/db.ts";
import { migrate } from "../store/migrate.ts";
import { type Shape, shapeOf, SpareDatabases } from "./spare-databases.ts";

/** Set by global-setup.ts for the test processes; set it yourself to test against another PostgreSQL. */
export const DATABASE_VARIABLE = "TEST_DATABASE_URL";
/** Names the template of a run; runs that share a PostgreSQL have one each. */
const TEMPLATE_VARIABLE = "TEST_TEMPLATE";
/** What is in it, as JSON. */
const SHAPE_VARIABLE = "TEST_SHAPE";

function template(): string {
  const name = process.env[TEMPLATE_VARIABLE];
  if (name === undefined)
    throw new Error(
      "run the tests with npm run test:unit, which makes their database",
    );
  return name;
}

/** The server's own database: where others are made and dropped. */
function administration(): string {
  const url = process.env[DATABASE_VARIABLE];
  if (url === undefined)
    throw new Error(
      "run the tests with npm run test:unit, which starts PostgreSQL for them",
    );
  return url;
}

function urlOf(database: string): string {
  const url = new URL(administration());
  url.pathname = `/${database}`;
  return url.href;
}

async function administer(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: administration() });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Made once for a run: migrated, never written to. */
export async function makeTemplate(): Promise<void> {
  const name = `template_${randomBytes(6).toString("hex")}`;
  process.env[TEMPLATE_VARIABLE] = name;
  await administer(`CREATE DATABASE ${name}`);
  await migrate({ url: urlOf(name) }, testLog);
  process.env[SHAPE_VARIABLE] = JSON.stringify(await shapeOf(urlOf(name)));
}

/** Drops the template and all that was made from it. */
export async function dropTemplate(): Promise<void> {
  const client = new pg.Client({ connectionString: administration() });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    "SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)",
    [template()],
  );
  for (const { name } of rows)
    await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await client.end();
}

/** Its lines would only hide what the tests say. */
export const testLog = createLog("silent", new Redactor());

let spare: SpareDatabases | undefined;

function spareDatabases(): SpareDatabases {
  spare ??= new SpareDatabases({
    administration: administration(),
    urlOf,
    template: template(),
    shape: JSON.parse(process.env[SHAPE_VARIABLE] ?? "") as Shape,
  });
  return spare;
}

/** A database that is the test's own while it runs, migrated and empty. */
export async function testDatabase(
  t: Pick<TestContext, "after">,
): Promise<{ connection: Connection; url: string }> {
  const spare = spareDatabases();
  const name = await spare.take();
  // The last of the test's hooks: the others may still be ending what works with it.
  t.after(() => t.after(() => spare.giveBack(name)));
  const url = urlOf(name);
  return { connection: { url }, url };
}

/** A database of the test's own without any table; dropped with the test. */
export async function emptyDatabase(
  t: TestContext,
): Promise<{ connection: Connection; url: string }> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await administer(
    `CREATE DATABASE ${name} TEMPLATE template0 STRATEGY file_copy`,
  );
  t.after(() => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  const url = urlOf(name);
  return { connection: { url }, url };
}

/** An open store on a database of the test's own; closed with the test. */
export async function testStore(t: TestContext): Promise<Store> {
  const { connection } = await testDatabase(t);
  const store = await openStore(connection, testLog);
  t.after(() => store.close());
  return store;
}

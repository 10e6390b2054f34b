import { randomBytes } from "node:crypto";
import type { TestContext } from "node:test";
import pg from "pg";
import { createLog } from "../base/log.ts";
import { Redactor } from "../base/redact.ts";
import { type Connection, openStore, type Store } from "../store/db.ts";
import { migrate } from "../store/migrate.ts";

/** Set by global-setup.ts for the test processes; set it yourself to test against another PostgreSQL. */
export const DATABASE_VARIABLE = "TEST_DATABASE_URL";
/** Names the template of a run; runs that share a PostgreSQL have one each. */
const TEMPLATE_VARIABLE = "TEST_TEMPLATE";

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
}

export async function dropTemplate(): Promise<void> {
  await administer(`DROP DATABASE ${template()} WITH (FORCE)`);
}

/** Its lines would only hide what the tests say. */
export const testLog = createLog("silent", new Redactor());

/** A database of the test's own, migrated and empty; dropped with the test. */
export async function testDatabase(
  t: TestContext,
): Promise<{ connection: Connection; url: string }> {
  return cloneDatabase(t, template());
}

/** A database of the test's own without any table. */
export async function emptyDatabase(
  t: TestContext,
): Promise<{ connection: Connection; url: string }> {
  return cloneDatabase(t, "template0");
}

async function cloneDatabase(
  t: TestContext,
  template: string,
): Promise<{ connection: Connection; url: string }> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await administer(
    `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`,
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

import pg from "pg";
import { clientOptions, type Connection, errorCode } from "./db.ts";

const UNREACHED =
  /^(ECONNREFUSED|ECONNRESET|ENOENT|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/;

const POOLER =
  "give the address of PostgreSQL itself: allswell listens and locks by session, which a connection pooler shares among many";

/**
 * The first connection of a start, where it shows whether DATABASE_URL is right.
 * @throws Error whose message is one sentence that says what to do
 */
export async function connectFirst(connection: Connection): Promise<pg.Client> {
  const client = new pg.Client(clientOptions(connection));
  try {
    await client.connect();
  } catch (error) {
    throw "url" in connection
      ? new Error(adviceOn(error), { cause: error })
      : error;
  }
  try {
    await refusePooler(client);
    return client;
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** One that was told to overlook what it does not know of a session. */
async function refusePooler(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ isOurs: boolean }>(
    `SELECT current_setting('jit') = 'off' AND current_setting('TimeZone') = 'UTC' AS "isOurs"`,
  );
  if (rows[0]?.isOurs !== true)
    throw new Error(
      `what we ask of a session does not reach the database of DATABASE_URL: ${POOLER}`,
    );
}

/** Since PostgreSQL 15 only the owner of a database may make tables in it, unless somebody allowed it to others. */
export async function refuseForeignSchema(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ isAllowed: boolean; user: string }>(
    `SELECT has_schema_privilege(current_schema, 'CREATE') AS "isAllowed", current_user AS user`,
  );
  const [found] = rows;
  if (found?.isAllowed === true) return;
  throw new Error(
    `the user of DATABASE_URL may not make tables: make it the owner, with \`ALTER DATABASE … OWNER TO ${found?.user ?? ""}\``,
  );
}

/** What to do about a connection that could not be made. */
function adviceOn(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  const code = errorCode(error) ?? "";
  if (UNREACHED.test(code) || /timeout|terminated unexpectedly/.test(words))
    return `no PostgreSQL answers at the address of DATABASE_URL (${words}): start it, or correct the address`;
  if (/startup parameter/.test(words))
    return `the database of DATABASE_URL refuses our session (${words}): ${POOLER}`;
  switch (code) {
    case "28P01":
    case "28000":
      return `PostgreSQL does not let us in (${words}): correct the user or the password in DATABASE_URL, or its pg_hba.conf`;
    case "3D000":
      return `PostgreSQL has no such database (${words}): make it with \`createdb\`, or correct DATABASE_URL`;
    default:
      return `the database of DATABASE_URL cannot be used: ${words}`;
  }
}

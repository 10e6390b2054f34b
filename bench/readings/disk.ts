import type { Database } from "../world/database.ts";

/** Bytes of the results' tables with their indexes. */
export async function resultBytes(
  database: Database,
): Promise<{ bytes: number; rows: number }> {
  return database.row(
    `SELECT (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'results'::regclass)::float8 AS bytes,
       (SELECT count(*) FROM results) AS rows`,
  );
}

/** Bytes that PostgreSQL has written to its log so far. */
export async function walBytes(database: Database): Promise<number> {
  const { bytes } = await database.row<{ bytes: number }>(
    "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 AS bytes",
  );
  return bytes;
}

import type { Connection, FieldPacket, QueryError } from "mysql2";
import type { GuardedStream } from "../database/guarded-stream.ts";
import type { Failed } from "../starttls/incoming.ts";
import { quit } from "./packets.ts";

/** Values as text, in the order of the columns; null is SQL's NULL. */
export interface Rows {
  ok: true;
  names: string[];
  rows: (string | null)[][];
}

/** A connection of mysql2 of which every failure is a value. */
export interface Client {
  run(sql: string): Promise<Rows | Failed>;
  leave(): void;
}

export function createClient(
  connection: Connection,
  stream: GuardedStream,
  failureOf: (error: QueryError) => Failed,
): Client {
  const ask = (sql: string): Promise<Rows | Failed> =>
    new Promise((resolve) => {
      connection.query(
        { sql, rowsAsArray: true, typeCast: (field) => field.string() },
        (error, rows: unknown, fields: FieldPacket[] | undefined) => {
          if (error) return resolve(failureOf(error));
          const names = (fields ?? []).map(({ name }) => name);
          resolve({ ok: true, names, rows: rowsOf(rows) });
        },
      );
    });
  return {
    run: (sql) => Promise.race([ask(sql), stream.ended]),
    leave: () => void stream.write(quit),
  };
}

/** Statements without rows answer with a header object. */
function rowsOf(rows: unknown): (string | null)[][] {
  return Array.isArray(rows) ? (rows as (string | null)[][]) : [];
}

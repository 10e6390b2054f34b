import type pg from "pg";
import type { GuardedStream } from "../database/guarded-stream.ts";
import type { Failed } from "../starttls/incoming.ts";
import { goodbye } from "./messages.ts";

/** Values as text, in the order of the columns; null is SQL's NULL. */
export interface Rows {
  ok: true;
  rows: (string | null)[][];
}

/** A connection of pg of which every failure is a value. */
export interface Client {
  /** Runs one statement: the server refuses more than one. */
  run(sql: string): Promise<Rows | Failed>;
  /** Runs statements of our own in one go. */
  runAll(sql: string): Promise<Rows | Failed>;
  leave(): void;
}

export function createClient(
  client: pg.Client,
  stream: GuardedStream,
  failureOf: (error: unknown) => Failed,
): Client {
  const ask = (query: pg.QueryArrayConfig): Promise<Rows | Failed> =>
    Promise.race([
      client
        .query<(string | null)[]>(query)
        .then(
          ({ rows }) => ({ ok: true, rows: rows ?? [] }) as const,
          failureOf,
        ),
      stream.ended,
    ]);
  return {
    run: (text) =>
      ask({
        text,
        rowMode: "array",
        queryMode: "extended",
      } as pg.QueryArrayConfig),
    runAll: (text) => ask({ text, rowMode: "array" }),
    leave: () => void stream.write(goodbye),
  };
}

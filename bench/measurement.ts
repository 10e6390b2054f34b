import type { Options } from "./options.ts";
import type { DatabaseServer } from "./world/database-server.ts";

/** What a measurement found, as it is printed: side by side, one row for each case. */
export interface Table {
  title: string;
  /** What this run did exactly, in a sentence or two. */
  how: string;
  head: string[];
  rows: string[][];
}

/** What every measurement stands on. */
export interface Bench {
  options: Options;
  server: DatabaseServer;
  /** Says on standard error how far it is. */
  say: (text: string) => void;
}

export type Measurement = (bench: Bench) => Promise<Table>;

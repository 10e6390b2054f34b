import type { Socket } from "node:net";
import type { Facts } from "../../domain/result.ts";
import type { ProbeContext } from "../check.ts";
import type { Failed } from "../starttls/incoming.ts";
import type { DatabaseSettings } from "./settings.ts";
import type { Progress } from "../connection/progress.ts";

/** What the parts of one probe share. */
export interface Visit {
  settings: DatabaseSettings;
  context: ProbeContext;
  progress: Progress;
}

/** How one kind of database is spoken to. Nothing in here throws for what a server does. */
export interface Dialect {
  standardPort: number;
  /** Speaks up to where TLS would begin, and asks for it where the settings want it. The socket stays the caller's. */
  greet(socket: Socket, visit: Visit): Promise<Greeted | Failed>;
}

export interface Greeted {
  ok: true;
  /** The server waits for a TLS handshake now. */
  agreedOnTls: boolean;
  /** Logs in with the credentials of the settings; without them, asks whether the server takes connections. */
  enter(socket: Socket): Promise<Entered | Failed>;
}

export interface Entered {
  ok: true;
  /** Undefined where there were no credentials. */
  session?: Session;
}

/** A connection that is logged in. Whoever made the socket destroys it; `leave` only says goodbye. */
export interface Session {
  /** Runs one statement in a read-only transaction with a time limit. */
  ask(query: string): Promise<Answer | Failed>;
  /** Version, uptime, connections: as far as the server tells. */
  vitals(): Promise<Facts>;
  replication(): Promise<Replication | Failed>;
  leave(): void;
}

export interface Answer {
  ok: true;
  /** The first column of the first row as text; null is SQL's NULL, undefined means that there is no row. */
  value: string | null | undefined;
}

export type Replication = { ok: true } & (
  | { role: "primary" }
  | {
      role: "replica";
      /** Null where it cannot be told. */
      lagSeconds: number | null;
      /** Why nothing is replicated at the moment; undefined while something is. */
      stopped?: string;
    }
);

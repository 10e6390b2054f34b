import type { Instant } from "./time.ts";

/** Half of the values, and 99 % of them, stayed under these milliseconds; null where there were none lately. */
export interface Spread {
  p50Ms: number | null;
  p99Ms: number | null;
}

/** How quickly the monitors of a namespace answered an instance since its start. */
export interface Answers {
  namespace: string;
  /** How many within each of `latencyBuckets` (the end is within it); the last: slower ones. */
  histogram: number[];
  sumMs: number;
}

/** How an instance does, as it says of itself every few seconds. */
export interface Condition {
  /** The program's Node. */
  node: string;
  pid: number;
  memoryBytes: number;
  /** How late the program's own loop came round since it last said so. */
  loop: Spread;
  /** How late probes began, of the last minutes, and how many; null where it does not probe. */
  probes: (Spread & { count: number }) | null;
  /** Left out where it does not probe, or does not tell yet. */
  answers?: Answers[];
  /** When it last looked for monitors and for deliveries to take; null where it does not, or has not yet. */
  claimedAt: Instant | null;
  deliveredAt: Instant | null;
  /** How it hears of Slack; null where it runs no bot. */
  slack: {
    mode: "socket" | "http";
    connected: boolean;
    /** Since when it is so. */
    since: Instant;
    failure: string | null;
  } | null;
  /** Whether the witnesses answered when they were last asked; null where nobody had to ask. */
  witnesses: { answer: boolean; askedAt: Instant } | null;
  /** The database's clock less the machine's. */
  clockMs: number | null;
  /** Where the data lies, where the database is the embedded one: bytes that are left there. */
  freeBytes: number | null;
}

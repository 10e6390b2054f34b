import type { Instant } from "../time.ts";

/** How many posts a network still takes, and when it counts anew. */
export interface Limit {
  /** "in 15 minutes" */
  name: string;
  remaining: number;
  limit: number;
  resetsAt: Instant;
}

import type { Outcome } from "./result.ts";
import type { Instant, Interval } from "./time.ts";

/** Something that a job or another system told a monitor. */
export interface Beat {
  at: Instant;
  /** A run began, or ended; who only says that it ran says that it ended. */
  kind: "start" | "end";
  /** How it ended, or what the other system says of the service; "up" for a start. */
  outcome: Outcome;
  exitCode: number | null;
  /** From the start that belongs to this end. */
  runMs: number | null;
  /** The beginning of the job's log, or the other system's words. */
  text: string | null;
}

/** All that a monitor heard, as far as it is needed to judge. */
export interface Heard {
  /** When the monitor was added: before, there was nothing to hear. */
  since: Instant;
  lastStart: Beat | null;
  lastEnd: Beat | null;
  /** The latest stretch in which nobody could have heard anything, because no instance was listening. */
  deaf: Interval | null;
}

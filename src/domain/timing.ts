import { durationInWords } from "./duration.ts";
import { DAY, MINUTE, SECOND } from "./time.ts";

export const SHORTEST_INTERVAL_MS = SECOND;
export const LONGEST_INTERVAL_MS = 7 * DAY;
const SHORTEST_TIMEOUT_MS = 100;
/** An SMS or a mail there and back takes its time. */
const LONGEST_TIMEOUT_MS = 30 * MINUTE;
const MOST_CONFIRMATIONS = 20;

/** When a monitor is probed, and when what it sees is believed. */
export interface Timing {
  /** Null where a schedule of cron lines decides. */
  everyMs: number | null;
  timeoutMs: number;
  confirmFailures: number;
  confirmSuccesses: number;
  confirmRetryMs: number;
}

/** What is wrong with a timing, field by field, each with what to do; empty where all is well. */
export function timingProblems(
  timing: Timing,
): { field: keyof Timing; text: string }[] {
  const {
    everyMs,
    timeoutMs,
    confirmFailures,
    confirmSuccesses,
    confirmRetryMs,
  } = timing;
  const problems: { field: keyof Timing; text: string }[] = [];
  const unless = (fine: boolean, field: keyof Timing, text: string): void => {
    if (!fine) problems.push({ field, text });
  };
  if (everyMs !== null) {
    const bounds = `between ${durationInWords(SHORTEST_INTERVAL_MS)} and ${durationInWords(LONGEST_INTERVAL_MS)}`;
    unless(
      isInterval(everyMs),
      "everyMs",
      `The interval must be ${bounds}, as in "30s" or "5m".`,
    );
  }
  unless(
    within(timeoutMs, SHORTEST_TIMEOUT_MS, LONGEST_TIMEOUT_MS),
    "timeoutMs",
    `The timeout must be between ${durationInWords(SHORTEST_TIMEOUT_MS)} and ${durationInWords(LONGEST_TIMEOUT_MS)}, as in "5s".`,
  );
  unless(
    everyMs === null || timeoutMs <= everyMs || !isInterval(everyMs),
    "timeoutMs",
    `The timeout (${durationInWords(timeoutMs)}) must not be longer than the interval (${durationInWords(everyMs ?? 0)}).`,
  );
  const times = `must be a whole number between 1 and ${MOST_CONFIRMATIONS}.`;
  unless(
    isCount(confirmFailures),
    "confirmFailures",
    `The number of failures that confirm an outage ${times}`,
  );
  unless(
    isCount(confirmSuccesses),
    "confirmSuccesses",
    `The number of successes that confirm a recovery ${times}`,
  );
  unless(
    within(confirmRetryMs, SHORTEST_TIMEOUT_MS, 60 * MINUTE),
    "confirmRetryMs",
    `The time between confirming looks must be between ${durationInWords(SHORTEST_TIMEOUT_MS)} and 1 h, as in "10s".`,
  );
  return problems;
}

function within(ms: number, least: number, most: number): boolean {
  return Number.isFinite(ms) && ms >= least && ms <= most;
}

function isInterval(ms: number): boolean {
  return within(ms, SHORTEST_INTERVAL_MS, LONGEST_INTERVAL_MS);
}

function isCount(n: number): boolean {
  return Number.isInteger(n) && n >= 1 && n <= MOST_CONFIRMATIONS;
}

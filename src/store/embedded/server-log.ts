import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Log } from "../../base/log.ts";

const levels: Record<string, "debug" | "warn" | "error"> = {
  DEBUG: "debug",
  LOG: "debug",
  INFO: "debug",
  NOTICE: "debug",
  WARNING: "warn",
  ERROR: "error",
  FATAL: "error",
  PANIC: "error",
};

/** What clients hear while the server starts or stops: nothing is wrong. */
const PASSING =
  /the database system is (starting up|shutting down|not yet accepting connections|in recovery mode)|terminating connection due to administrator command/;

/** How many lines are kept to explain an end. */
const KEPT_LINES = 6;

/** Passes the server's lines on to the log; answers with the last ones. */
export function followServerLog(stream: Readable, log: Log): () => string[] {
  const last: string[] = [];
  let level: "debug" | "warn" | "error" = "warn";
  createInterface({ input: stream }).on("line", (line) => {
    // Details, hints and further lines of a message come below its first line, and are as grave.
    const [, severity = ""] = /^([A-Z]+)\d?: {2}/.exec(line) ?? [];
    level = levels[severity] ?? level;
    if (PASSING.test(line)) level = "debug";
    log[level](`postgres: ${line.trim()}`);
    last.push(line);
    if (last.length > KEPT_LINES) last.shift();
  });
  return () => last;
}

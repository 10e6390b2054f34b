import { pino, type Logger } from "pino";
import type { Redactor } from "./redact.ts";

export type Log = Logger;

export const logLevels = [
  "trace",
  "debug",
  "info",
  "warn",
  "error",
  "fatal",
  "silent",
] as const;

/** JSON lines on standard output; every line passes the redactor, whatever was put into it. */
export function createLog(
  level: (typeof logLevels)[number],
  redactor: Redactor,
): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    hooks: { streamWrite: (line) => redactor.clean(line) },
  });
}

// What was tried, written down as it happens: one JSON line each, in the file that CHECKS_LEDGER names.
import { appendFileSync, readFileSync } from "node:fs";
import type { CheckType } from "../../checks/index.ts";
import type { FaultName } from "./names.ts";

/** One fault, tried with one type. */
export interface Entry {
  type: CheckType;
  fault: FaultName;
  /** Why it cannot happen to this type; nothing was tried then. */
  leftOut?: string;
  /** How often it was looked at, with one way of using the check or another. */
  looks: number;
  /** Results that came too late, and how late the last one came after its deadline. */
  hangs: number;
  lateMs: number;
  /** Bugs that a check threw. */
  crashes: number;
  /** Handles that stayed open, by their kinds. */
  leaks: number;
  /** Secrets that were seen in a result, in its evidence or in what the command line prints. */
  secrets: number;
}

/** Of the process itself: an error that nobody caught. */
export interface Crash {
  crash: string;
}

const file = process.env["CHECKS_LEDGER"];

/** Writes down what was tried, where somebody wants to know. */
export function note(line: Entry | Crash): void {
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`);
}

export function readLedger(path: string): (Entry | Crash)[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Entry | Crash);
}

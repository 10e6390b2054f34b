import { inspect } from "node:util";
import type { Check } from "../checks/check.ts";
import { checks, checkTypes, findCheck } from "../checks/index.ts";
import { runProbe } from "../checks/run-probe.ts";
import type { Outcome } from "../domain/result.ts";
import type { Instant } from "../domain/time.ts";
import type { Connector } from "../net/connector.ts";
import { readArguments } from "./check-arguments.ts";
import { problemsText, resultText, settingsText } from "./check-report.ts";

/** What the command needs of the world. */
export interface CheckCommandContext {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
  connector: Connector;
  now: () => Instant;
  /** Somebody pressed Ctrl-C. */
  signal?: AbortSignal;
}

const exitCodes: Record<Outcome, number> = {
  up: 0,
  degraded: 1,
  down: 2,
  unknown: 3,
};

const flags = new Set(["--json", "--list", "--help"]);

/** "Wrong usage", as sysexits.h has it. */
const USAGE = 64;

const usage = `npx allswell check <type> <target> [name=value …] [--json]   looks once, without a database
npx allswell check <type> --help                            the settings of one type
npx allswell check --list                                   the settings of all types

For example: npx allswell check http https://www.example.org contains="All is well" slow=2s
Types: ${checkTypes.join(", ")}
Exit codes: 0 up, 1 degraded, 2 down, 3 unknown, 64 wrong usage
`;

/** Looks once at a target, without a database, and prints what was seen. Resolves to the exit code. */
export async function checkCommand(
  args: string[],
  context: CheckCommandContext,
): Promise<number> {
  const { stdout, stderr } = context;
  const [type = "", ...words] = args.filter((arg) => !flags.has(arg));
  const check = findCheck(type);
  if (args.includes("--list") || args.includes("--help")) {
    stdout.write(helpText(type, args.includes("--list")));
    return 0;
  }
  if (check === undefined) {
    if (type !== "") stderr.write(`There is no check type "${type}".\n`);
    stderr.write(usage);
    return USAGE;
  }
  const read = readArguments(check, words);
  if (!read.ok) {
    stderr.write(problemsText(type, read.problems));
    return USAGE;
  }
  return look({ type, check, isJson: args.includes("--json") }, read, context);
}

async function look(
  { type, check, isJson }: { type: string; check: Check; isJson: boolean },
  { settings, timeoutMs }: { settings: unknown; timeoutMs: number },
  { stdout, stderr, connector, now, signal }: CheckCommandContext,
): Promise<number> {
  const order = { check, settings, timeoutMs, connector, now, signal };
  const { result, bug } = await runProbe(order);
  const what = check.describe(settings);
  stdout.write(
    isJson
      ? `${JSON.stringify({ type, what, ...result })}\n`
      : resultText(what, result),
  );
  if (bug !== undefined) stderr.write(`${inspect(bug)}\n`);
  return exitCodes[result.outcome];
}

/** The settings of one type where it is named; else of all, or how the command is used. */
function helpText(type: string, isList: boolean): string {
  const check = findCheck(type);
  if (check !== undefined) return settingsText(type, check);
  if (!isList) return usage;
  return Object.entries<Check>(checks)
    .map(([name, one]) => settingsText(name, one))
    .join("\n");
}

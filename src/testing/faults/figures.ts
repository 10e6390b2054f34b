// npm run test:checks: runs all tests of the check types, and adds up what they wrote down of the faults they tried.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkTypes } from "../../checks/index.ts";
import { type Entry, readLedger } from "./ledger.ts";
import { faultNames } from "./names.ts";
import { MARGIN_MS } from "./attempt.ts";

const tests = [
  "src/checks/**/*.test.ts",
  "src/testing/faults/*.test.ts",
  "src/cli/check*.test.ts",
];

const folder = mkdtempSync(join(tmpdir(), "checks-"));
const ledger = join(folder, "ledger.jsonl");
process.on("exit", () => rmSync(folder, { recursive: true }));

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const { code, secretsPrinted } = await runTests();
const lines = existsSync(ledger) ? readLedger(ledger) : [];
const entries = lines.filter((line) => "fault" in line);
const uncaught = lines.flatMap((line) => ("crash" in line ? line.crash : []));
const untried = checkTypes.flatMap((type) =>
  faultNames
    .filter(
      (fault) => !entries.some((e) => e.type === type && e.fault === fault),
    )
    .map((fault) => `${type}: ${fault}`),
);
const tried = entries.filter(({ leftOut }) => leftOut === undefined);
const hangs = sum(tried, "hangs");
const crashes = sum(tried, "crashes") + uncaught.length;
const leaks = sum(tried, "leaks");
const secrets = sum(tried, "secrets") + secretsPrinted;

say(`\n${table()}\n`);
for (const name of untried) say(`not tried: ${name}`);
for (const error of uncaught) say(`nobody caught: ${error}`);
say(
  `${checkTypes.length} check types × ${faultNames.length} faults: ${tried.length} rows tried with ${sum(tried, "looks")} looks, ` +
    `${entries.length - tried.length} cannot happen, ${untried.length} not tried; ` +
    `hangs ${hangs}, crashes ${crashes}, leaked handles ${leaks}, secrets seen in any output ${secrets}; ` +
    `latest result ${Math.max(0, ...tried.map(({ lateMs }) => lateMs))} ms after its deadline (a hang from ${MARGIN_MS} ms); ` +
    `tests ${code === 0 ? "passed" : "FAILED"}`,
);
const isGood =
  code === 0 && untried.length === 0 && hangs + crashes + leaks + secrets === 0;
process.exitCode = isGood ? 0 : 1;

/** Runs the tests; whatever they print is shown, and searched for the secrets that they plant. */
async function runTests(): Promise<{ code: number; secretsPrinted: number }> {
  const child = spawn(
    process.execPath,
    [
      "--test",
      "--test-concurrency=2",
      "--test-global-setup=src/testing/global-setup.ts",
      "--test-reporter=dot",
      ...tests,
    ],
    {
      env: { ...process.env, CHECKS_LEDGER: ledger },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      process.stdout.write(text);
    });
  const ended = await new Promise<number>((resolve) =>
    child.on("close", (exitCode) => resolve(exitCode ?? 1)),
  );
  const secretsPrinted = printed.match(/hunter-|PRIVATE KEY/g)?.length ?? 0;
  return { code: ended, secretsPrinted };
}

type Figure = "looks" | "hangs" | "crashes" | "leaks" | "secrets";

function sum(some: readonly Entry[], figure: Figure): number {
  return some.reduce((total, entry) => total + entry[figure], 0);
}

/** A line for each type. */
function table(): string {
  const head = [
    "type",
    "faults",
    "looks",
    "hangs",
    "crashes",
    "leaks",
    "secrets",
    "latest ms",
  ];
  const rows = checkTypes.map((type) => {
    const its = tried.filter((entry) => entry.type === type);
    const figures = ["looks", "hangs", "crashes", "leaks", "secrets"] as const;
    return [
      type,
      String(its.length),
      ...figures.map((figure) => String(sum(its, figure))),
      String(Math.max(0, ...its.map(({ lateMs }) => lateMs))),
    ];
  });
  return [head, ...rows]
    .map(([name = "", ...cells]) =>
      [name.padEnd(10), ...cells.map((cell) => cell.padStart(9))].join(" "),
    )
    .join("\n");
}

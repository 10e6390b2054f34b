import { type Check } from "../../checks/check.ts";
import type { Row } from "../../checks/contract/row.ts";
import { type CheckType, findCheck } from "../../checks/index.ts";
import { runProbe } from "../../checks/run-probe.ts";
import { checkCommand } from "../../cli/check.ts";
import type { Connector } from "../../net/connector.ts";
import { lookWithin, startOwnClock } from "../patience.ts";
import { OwnScope } from "../scope.ts";
import { connector as ownMachine, summary } from "../web.ts";
import { leakedSince, openHandles } from "./handles.ts";
import type { Entry } from "./ledger.ts";
import type { FaultName } from "./names.ts";
import { formsOf, secretsIn } from "./secrets.ts";
import type { Arrange, Trial } from "./trial.ts";

export const DEADLINE_MS = 150;
/** How much later than its deadline a result may come, as this thread counts time. */
export const MARGIN_MS = 2_000;

/** What one look came to. */
interface Looked {
  /** What was expected and not seen; undefined where all is well. */
  problem?: string;
  tookMs: number;
  lateMs: number;
  isBug: boolean;
  secrets: number;
}

export interface Attempt extends Entry {
  problems: string[];
  leaked: string[];
}

/** Breaks something in one way, looks at it in all ways that a type has, and tells what became of it. */
export async function attempt(
  type: CheckType,
  fault: FaultName,
  row: Row,
  arrange: Arrange,
): Promise<Attempt> {
  await using scope = new OwnScope();
  const trials = await arrange(scope, row);
  const before = openHandles();
  const looked = await lookAtAll(type, trials);
  for (const { afterwards } of trials) afterwards?.();
  const leaked = await leakedSince(before);
  return {
    type,
    fault,
    looks: looked.length,
    hangs: looked.filter(({ lateMs }) => lateMs > MARGIN_MS).length,
    lateMs: Math.round(Math.max(0, ...looked.map(({ lateMs }) => lateMs))),
    crashes: looked.filter(({ isBug }) => isBug).length,
    leaks: leaked.length,
    secrets: looked.reduce((sum, { secrets }) => sum + secrets, 0),
    problems: looked.flatMap(({ problem }) => problem ?? []),
    leaked,
  };
}

async function lookAtAll(type: CheckType, trials: Trial[]): Promise<Looked[]> {
  if (trials.some(({ before }) => before !== undefined)) {
    const looked = [];
    for (const trial of trials) looked.push(await look(type, trial));
    return looked;
  }
  const looked = await lookTogether(type, trials);
  // The command line shows what it is told: one look that does not wait for its deadline is enough.
  const quick = trials.find(
    ({ check, sms, heard }, index) =>
      (check ?? sms ?? heard) === undefined &&
      (looked[index]?.tookMs ?? Infinity) < DEADLINE_MS,
  );
  return quick === undefined
    ? looked
    : [...looked, await lookFromShell(type, quick)];
}

/** All at the same time; whether one waits for the others, that are longer at it the longer they may. */
function lookTogether(type: CheckType, trials: Trial[]): Promise<Looked[]> {
  return lookWithin(
    DEADLINE_MS,
    async (deadlineMs) => {
      const looked = await Promise.all(
        trials.map((trial) => look(type, trial, deadlineMs)),
      );
      const longest = Math.max(...looked.map(({ tookMs }) => tookMs));
      for (const [index, one] of looked.entries())
        if (trials[index]?.isQuick === true && one.tookMs === longest)
          one.problem = `it waited ${one.tookMs} ms for others`;
      return looked;
    },
    (looked) => looked.every(({ problem }) => problem === undefined),
  );
}

function look(
  type: CheckType,
  trial: Trial,
  deadlineMs = DEADLINE_MS,
): Promise<Looked> {
  return lookEnough(trial.timeoutMs ?? deadlineMs, (timeoutMs) =>
    lookOnce(type, trial, timeoutMs),
  );
}

/** As often as it takes; all that must never happen counts, whichever time it did. */
async function lookEnough(
  deadlineMs: number,
  lookOnce: (timeoutMs: number) => Promise<Looked>,
): Promise<Looked> {
  const all: Looked[] = [];
  const last = await lookWithin(
    deadlineMs,
    async (timeoutMs) => {
      const one = await lookOnce(timeoutMs);
      all.push(one);
      return one;
    },
    ({ problem }) => problem === undefined,
  );
  return {
    ...last,
    lateMs: Math.max(...all.map(({ lateMs }) => lateMs)),
    isBug: all.some(({ isBug }) => isBug),
    secrets: all.reduce((sum, { secrets }) => sum + secrets, 0),
  };
}

async function lookOnce(
  type: CheckType,
  trial: Trial,
  timeoutMs: number,
): Promise<Looked> {
  const check = trial.check ?? checkOf(type);
  const settings = check.settings.parse(trial.typed);
  trial.before?.();
  const started = performance.now();
  const clock = startOwnClock();
  const { result, bug } = await runProbe({
    check,
    settings,
    connector: trial.connector ?? ownMachine,
    timeoutMs,
    now: Date.now,
    sms: trial.sms ?? null,
    heard: trial.heard ?? null,
  });
  const tookMs = performance.now() - started;
  const lateMs = clock.stop() - timeoutMs;
  const said = summary(result);
  const shown = JSON.stringify(result) + check.describe(settings) + String(bug);
  return {
    ...(!trial.expected.test(said) && {
      problem: `${said} is not ${trial.expected.source}`,
    }),
    tookMs,
    lateMs,
    isBug: bug !== undefined,
    secrets: secretsIn(shown, formsOf(check, settings)),
  };
}

const exitCodes: Record<string, number> = {
  up: 0,
  degraded: 1,
  down: 2,
  unknown: 3,
};

/** The same as somebody would type it, in words and as JSON. */
function lookFromShell(type: CheckType, trial: Trial): Promise<Looked> {
  return lookEnough(trial.timeoutMs ?? DEADLINE_MS, (timeoutMs) =>
    lookOnceFromShell(type, trial, timeoutMs),
  );
}

async function lookOnceFromShell(
  type: CheckType,
  { typed, expected, connector = ownMachine }: Trial,
  timeoutMs: number,
): Promise<Looked> {
  const check = checkOf(type);
  const words = Object.entries(typed).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ]);
  const started = performance.now();
  const clock = startOwnClock();
  words.push(`timeout=${timeoutMs}ms`);
  const plain = await run([type, ...words], connector);
  const json = await run([type, "--json", ...words], connector);
  const tookMs = performance.now() - started;
  const lateMs = clock.stop() - 2 * timeoutMs;
  const { outcome = "", reason } = JSON.parse(json.stdout) as {
    outcome?: string;
    reason?: { kind: string; text: string };
  };
  const said = `${outcome} ${reason?.kind}: ${reason?.text}`;
  const shown = plain.stdout + plain.stderr + json.stdout + json.stderr;
  const isRight =
    expected.test(said) &&
    plain.code === exitCodes[outcome] &&
    json.code === plain.code;
  return {
    ...(!isRight && {
      problem: `${said}, with exit codes ${plain.code} and ${json.code}`,
    }),
    tookMs,
    lateMs,
    isBug: plain.stderr + json.stderr !== "",
    secrets: secretsIn(shown, formsOf(check, check.settings.parse(typed))),
  };
}

async function run(args: string[], connector: Connector) {
  const written = { stdout: "", stderr: "" };
  const stream = (name: keyof typeof written) => ({
    write: (text: string) => (written[name] += text),
  });
  const code = await checkCommand(args, {
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    connector,
    now: Date.now,
  });
  return { ...written, code };
}

function checkOf(type: CheckType): Check {
  const check = findCheck(type);
  if (check === undefined) throw new Error(`there is no check type ${type}`);
  return check;
}

import { readFile, writeFile } from "node:fs/promises";
import type { Context } from "../actions/context.ts";
import { counted } from "../base/text.ts";
import { applyConfiguration } from "../configuration/apply.ts";
import { exportConfiguration } from "../configuration/export.ts";
import { type Fault, faultText } from "../configuration/fault.ts";
import {
  type Plan,
  planConfiguration,
  type PlanOptions,
} from "../configuration/plan.ts";
import { leftText, lineText, planSummary } from "../configuration/plan-text.ts";
import { exitCodes, type Terminal } from "./output.ts";

export const exportUsage = "allswell export [file]";
export const importUsage = "allswell import <file> [--dry-run] [--prune]";

type Out = Pick<Terminal, "stdout" | "stderr">;

/** `export [file]`: everything that is watched as YAML, to a file or to the output. Returns the exit code. */
export async function exportCommand(
  words: readonly string[],
  context: Context,
  { stdout, stderr }: Out,
): Promise<number> {
  const [file] = words;
  if (words.length > 1 || file?.startsWith("-") === true) {
    stderr.write(`Usage: ${exportUsage}\n`);
    return exitCodes.usage;
  }
  const { text, namespaces, monitors } = await exportConfiguration(context);
  if (file === undefined) {
    stdout.write(text);
    return exitCodes.ok;
  }
  await writeFile(file, text);
  stdout.write(
    `${file} holds ${counted(namespaces, "namespace")} with ${counted(monitors, "monitor")}.\n`,
  );
  return exitCodes.ok;
}

/** `import <file>`: makes what is watched as the file says. Returns the exit code: 1 where the file has mistakes. */
export async function importCommand(
  words: readonly string[],
  context: Context,
  optionsOf: (prune: boolean) => PlanOptions,
  { stdout, stderr }: Out,
): Promise<number> {
  const flags = words.filter((word) => word.startsWith("--"));
  const [file, ...others] = words.filter((word) => !word.startsWith("--"));
  const isKnown = flags.every((flag) =>
    ["--dry-run", "--prune"].includes(flag),
  );
  if (file === undefined || others.length > 0 || !isKnown) {
    stderr.write(`Usage: ${importUsage}\n`);
    return exitCodes.usage;
  }
  const text = await readText(file);
  if (text === undefined) {
    stderr.write(`${file} cannot be read.\n`);
    return exitCodes.failed;
  }
  const isDry = flags.includes("--dry-run");
  const options = optionsOf(flags.includes("--prune"));
  const done = isDry
    ? await planConfiguration(context, text, options)
    : await applyConfiguration(context, text, options, null);
  if (!done.ok) {
    stderr.write(mistakes(file, "text" in done ? done.text : "", done.faults));
    return exitCodes.failed;
  }
  stdout.write(report(done.plan, isDry, options.prune));
  return exitCodes.ok;
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return undefined;
  }
}

function mistakes(
  file: string,
  refusal: string,
  faults: readonly Fault[] | undefined,
): string {
  return faults === undefined || faults.length === 0
    ? `${refusal} Nothing was changed.\n`
    : `${file} has mistakes; nothing was changed:\n${faults.map((fault) => `  ${faultText(fault)}`).join("\n")}\n`;
}

function report(plan: Plan, isDry: boolean, prune: boolean): string {
  const left = leftText(plan);
  return [
    ...plan.lines.map(lineText),
    ...(left === undefined ? [] : [left]),
    ...(left === undefined || prune ? [] : ["--prune would remove them."]),
    plan.lines.length === 0
      ? "Everything is as the file says already."
      : isDry
        ? `This would be done: ${planSummary(plan)}.`
        : `Done: ${planSummary(plan)}.`,
    "",
  ].join("\n");
}

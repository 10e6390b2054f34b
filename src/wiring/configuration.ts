import { readFile } from "node:fs/promises";
import type { Actor, Context } from "../actions/context.ts";
import { showNamespaces } from "../actions/inside/show.ts";
import type { Log } from "../base/log.ts";
import type { Config } from "../config.ts";
import { applyConfiguration } from "../configuration/apply.ts";
import { faultText } from "../configuration/fault.ts";
import type { PlanOptions } from "../configuration/plan.ts";
import { leftText, lineText, planSummary } from "../configuration/plan-text.ts";
import { channelFinder } from "./slack-channels.ts";

/** Whoever may write the file may change everything. */
const fileOwner: Actor = {
  id: "CONFIG",
  name: "the file of CONFIG",
  role: "admin",
};

/** What a configuration is compared with besides the database. */
export function planOptionsOf(
  config: Config,
  log: Log,
  prune = false,
): PlanOptions {
  return {
    prune,
    openSecret: (name) => config.monitorSecrets[name],
    findChannel: channelFinder(config, log),
  };
}

/**
 * Makes what is watched as the file of CONFIG says; what is not in the file stays. A file with mistakes stops a program
 * that would have nothing to watch; one that has goes on with what it has, and says so: nobody's watch ends because
 * somebody mistyped.
 * @throws Error that lists every mistake, where nothing is watched yet
 */
export async function applyConfigFile(
  configFile: string,
  config: Config,
  contextOf: (actor: Actor) => Context,
  log: Log,
): Promise<void> {
  const context = contextOf(fileOwner);
  const problem = await applyFile(configFile, config, context, log);
  if (problem === undefined) return;
  if ((await showNamespaces(context)).length === 0) throw new Error(problem);
  log.error(
    { file: configFile },
    `${problem}\nThe watch goes on with what it had before.`,
  );
}

/** Returns what is wrong, in words; undefined where nothing is. */
async function applyFile(
  file: string,
  config: Config,
  context: Context,
  log: Log,
): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    return `CONFIG names ${file}, which cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}): mend the path or its permissions.`;
  }
  const options = planOptionsOf(config, log);
  const applied = await applyConfiguration(context, text, options, null);
  if (!applied.ok) {
    const faults = applied.faults?.map((fault) => `  - ${faultText(fault)}`);
    return [
      `The file of CONFIG (${file}) cannot be applied: ${applied.text}`,
      ...(faults ?? []),
    ].join("\n");
  }
  const { plan } = applied;
  for (const line of plan.lines) log.info({ file }, lineText(line));
  const left = leftText(plan);
  if (left !== undefined) log.info({ file }, left);
  log.info({ file }, `the configuration is applied: ${planSummary(plan)}`);
  return undefined;
}

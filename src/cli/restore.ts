import { parseArgs } from "node:util";
import type { Context } from "../actions/context.ts";
import {
  findRemoved,
  KEEP_REMOVED_MS,
  listRemoved,
} from "../actions/targets/find-removed.ts";
import { fullName } from "../actions/targets/find-target.ts";
import { restoreTarget } from "../actions/targets/restore-target.ts";
import { counted } from "../base/text.ts";
import { durationInWords } from "../domain/duration.ts";
import { exitCodes, type Terminal } from "./output.ts";

export const restoreUsage = 'allswell restore [name] [--as "other name"]';

type Out = Pick<Terminal, "stdout" | "stderr">;

/** `restore` lists what was removed lately, `restore iati/datastore` brings it back. Returns the exit code. */
export async function restoreCommand(
  words: readonly string[],
  context: Context,
  { stdout, stderr }: Out,
): Promise<number> {
  const wish = readWish(words);
  if (wish === undefined) {
    stderr.write(`Usage: ${restoreUsage}\n`);
    return exitCodes.usage;
  }
  const { named, as } = wish;
  if (named === undefined) {
    stdout.write(await removedList(context));
    return exitCodes.ok;
  }
  const found = await findRemoved(context, { named });
  if (!found.ok) return refused(found.text, stderr);
  if (as !== undefined && found.things.length > 1)
    return refused("Only one thing at a time can have another name.", stderr);
  let code: number = exitCodes.ok;
  for (const thing of found.things) {
    const restored = await restoreTarget(context, thing, as);
    if (restored.ok)
      stdout.write(
        `${fullName(restored.target)} is back (${counted(restored.count, "monitor")}).\n`,
      );
    else code = refused(restored.text, stderr);
  }
  return code;
}

function readWish(
  words: readonly string[],
): { named: string | undefined; as: string | undefined } | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { as: { type: "string" } },
    });
    const [named] = positionals;
    const isOne = positionals.length === 1;
    return isOne || (positionals.length === 0 && values.as === undefined)
      ? { named, as: values.as }
      : undefined;
  } catch {
    return undefined;
  }
}

async function removedList(context: Context): Promise<string> {
  const things = await listRemoved(context);
  if (things.length === 0)
    return `Nothing was removed within the last ${durationInWords(KEEP_REMOVED_MS)}.\n`;
  return things
    .map(
      (thing) =>
        `${new Date(thing.removedAt).toISOString().slice(0, 16)}Z  ${fullName(thing)} (${counted(thing.count, "monitor")})\n`,
    )
    .join("");
}

function refused(text: string, stderr: Out["stderr"]): number {
  stderr.write(`${text.replaceAll("`", "")}\n`);
  return exitCodes.failed;
}

import type { Check } from "../checks/check.ts";
import { fieldsOf, type Field } from "../checks/fields.ts";
import { compactDuration, parseDuration } from "../domain/duration.ts";
import { MINUTE } from "../domain/time.ts";

const SHORTEST_TIMEOUT_MS = 10;
const LONGEST_TIMEOUT_MS = 10 * MINUTE;

/** What is wrong with one setting, for people. */
export interface Problem {
  name: string;
  text: string;
}

export type CheckArguments =
  | { ok: true; settings: unknown; timeoutMs: number }
  | { ok: false; problems: Problem[] };

/**
 * Reads the words behind `check <type>`: one bare word is the target, the rest are settings as `name=value`,
 * `--name value` or `--name=value`. A setting of several lines is given once for each line.
 */
export function readArguments(check: Check, words: string[]): CheckArguments {
  const { values, problems } = collect(check, words);
  const { timeout, ...typed } = Object.fromEntries(values);
  const parsed = check.settings.safeParse(typed);
  for (const { path, message } of parsed.error?.issues ?? [])
    problems.push({ name: path.join("."), text: message });
  const timeoutMs =
    timeout === undefined ? check.defaults.timeoutMs : parseTimeout(timeout);
  if (timeoutMs === undefined)
    problems.push({
      name: "timeout",
      text: `must be a duration with its unit, from ${compactDuration(SHORTEST_TIMEOUT_MS)} to ${compactDuration(LONGEST_TIMEOUT_MS)}`,
    });
  return problems.length > 0 || timeoutMs === undefined
    ? { ok: false, problems }
    : { ok: true, settings: parsed.data, timeoutMs };
}

function collect(
  check: Check,
  words: string[],
): { values: Map<string, string>; problems: Problem[] } {
  const fields = new Map(fieldsOf(check.settings).map((f) => [f.name, f]));
  const values = new Map<string, string>();
  const problems: Problem[] = [];
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const { name = check.target, value } = splitWord(word);
    const field = fields.get(name);
    const content = value ?? valueFrom(left, field);
    const text = whyNot(name, field, content, values);
    if (text !== undefined) problems.push({ name, text });
    else values.set(name, joined(values.get(name), content ?? ""));
  }
  return { values, problems };
}

/** The setting that a word names, and its value where that stands in the same word. */
function splitWord(word: string): { name?: string; value?: string } {
  const [, dashes, name, value] =
    /^(--)?([a-z][\w-]*)(?:=(.*))?$/is.exec(word) ?? [];
  if (name === undefined || (dashes === undefined && value === undefined))
    return { value: word };
  const camelCase = name.replaceAll(/-(\w)/g, (_, letter: string) =>
    letter.toUpperCase(),
  );
  return { name: camelCase, ...(value !== undefined && { value }) };
}

/** The value of a `--name`: the next word, except that `--html` alone means yes. */
function valueFrom(left: string[], field?: Field): string | undefined {
  const isAnswer = /^(yes|no|true|false|on|off)$/i.test(left[0] ?? "");
  return field?.kind === "yes-no" && !isAnswer ? "yes" : left.shift();
}

function whyNot(
  name: string,
  field: Field | undefined,
  value: string | undefined,
  values: Map<string, string>,
): string | undefined {
  if (field === undefined && name !== "timeout") return "is no setting";
  if (value === undefined) return "needs a value";
  return values.has(name) && field?.kind !== "pairs"
    ? "is given twice"
    : undefined;
}

function joined(before: string | undefined, value: string): string {
  return before === undefined ? value : `${before}\n${value}`;
}

function parseTimeout(text: string): number | undefined {
  const ms = parseDuration(text) ?? 0;
  return ms >= SHORTEST_TIMEOUT_MS && ms <= LONGEST_TIMEOUT_MS ? ms : undefined;
}

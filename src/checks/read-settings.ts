import { clip } from "../base/text.ts";
import type { Check } from "./check.ts";
import { type Field, fieldsOf, secretFields } from "./fields.ts";

/** What is wrong with one setting, as a sentence. */
export interface SettingProblem {
  field: string;
  text: string;
}

export type ReadSettings =
  | {
      ok: true;
      /** As the schema gave them, the secret ones among them: what check.describe() and a probe take. */
      parsed: unknown;
      /** Without the secret ones. */
      settings: Record<string, unknown>;
      secrets: Record<string, string>;
    }
  | { ok: false; problems: SettingProblem[] };

/**
 * Reads settings as people wrote them, in a form, in words or in YAML: all that is wrong with them at once. `secret`
 * makes the value of a secret field of what stands there for it, or says in a sentence why there is none.
 */
export function readSettings(
  check: Check,
  typed: Readonly<Record<string, unknown>>,
  secret: (
    field: Field,
    written: unknown,
  ) => { ok: true; value: string } | { ok: false; text: string },
): ReadSettings {
  const fields = new Map(
    fieldsOf(check.settings).map((field) => [field.name, field]),
  );
  const problems: SettingProblem[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, written] of Object.entries(typed)) {
    const field = fields.get(name);
    if (field === undefined) {
      problems.push({
        field: name,
        text: `${check.label} has no setting "${clip(name, 40)}".`,
      });
    } else if (field.kind === "secret") {
      const read = secret(field, written);
      if (!read.ok) problems.push({ field: name, text: read.text });
      values[name] = read.ok ? read.value : "";
    } else values[name] = written;
  }
  const parsed = check.settings.safeParse(values);
  if (parsed.success && problems.length === 0)
    return { ok: true, parsed: parsed.data, ...split(check, parsed.data) };
  for (const { path, message } of parsed.error?.issues ?? []) {
    const name = String(path[0] ?? check.target);
    if (problems.some(({ field }) => field === name)) continue;
    const text = `${fields.get(name)?.label ?? name} ${message}.`;
    problems.push({ field: name, text });
  }
  return { ok: false, problems };
}

function split(
  check: Check,
  parsed: unknown,
): { settings: Record<string, unknown>; secrets: Record<string, string> } {
  const names = secretFields(check.settings);
  const entries = Object.entries(parsed as Record<string, unknown>);
  return {
    settings: Object.fromEntries(
      entries.filter(([name]) => !names.includes(name)),
    ),
    secrets: Object.fromEntries(
      entries.flatMap(([name, value]) =>
        names.includes(name) && typeof value === "string"
          ? [[name, value]]
          : [],
      ),
    ),
  };
}

const REFERENCE = /^\$(MONITOR_SECRET_\w+)$/;

/** The value that "$MONITOR_SECRET_X" stands for: secrets are named, and taken from our environment. */
export function referredSecret(
  { label }: Pick<Field, "label">,
  written: string,
  openSecret: (name: string) => string | undefined,
): { ok: true; value: string } | { ok: false; text: string } {
  const reference = REFERENCE.exec(written.trim())?.[1];
  if (reference === undefined)
    return {
      ok: false,
      text: `${label} is a secret, and Slack keeps what is typed: set MONITOR_SECRET_… in allswell's environment and write $MONITOR_SECRET_… here.`,
    };
  const value = openSecret(reference);
  return value === undefined
    ? {
        ok: false,
        text: `${label}: allswell's environment has no ${reference}.`,
      }
    : { ok: true, value };
}

/** Whether settings look at something else than those before did, and not only in another way. */
export function looksElsewhere(
  check: Check,
  before: unknown,
  after: unknown,
): boolean {
  const [was, is] = [before, after].map(
    (settings) => (settings as Record<string, unknown>)[check.target],
  );
  return (
    was !== is ||
    check.host(before) !== check.host(after) ||
    check.describe(before) !== check.describe(after)
  );
}

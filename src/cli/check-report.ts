import type { Check } from "../checks/check.ts";
import { fieldsOf, type Field } from "../checks/fields.ts";
import { compactDuration } from "../domain/duration.ts";
import type { Facts, Outcome, ProbeResult } from "../domain/result.ts";
import type { Problem } from "./check-arguments.ts";

/** Longer lines are hard to read, and broken by terminals in the middle of words. */
const PAGE_WIDTH = 110;

const marks: Record<Outcome, string> = {
  up: "✓",
  degraded: "!",
  down: "✗",
  unknown: "?",
};

/** The evidence of one probe, in lines for people. */
export function resultText(what: string, result: ProbeResult): string {
  const took = result.latencyMs === null ? "" : `, ${result.latencyMs} ms`;
  const reason = result.outcome === "up" ? [] : [`  ${result.reason.text}`];
  return lines(
    `${marks[result.outcome]} ${result.outcome}${took}: ${what}`,
    ...reason,
    ...columns(Object.entries(result.facts ?? {}).map(factRow)),
  );
}

/** The settings of a check type, with what each is for and its default. */
export function settingsText(type: string, check: Check): string {
  const rows = fieldsOf(check.settings).map((field) => [
    field.name,
    settingText(field),
  ]);
  const hearing =
    check.hears === undefined
      ? ""
      : " (judges what is told to a monitor: there is nothing to look at from here)";
  const timeout = `How long the probe may take (default ${compactDuration(check.defaults.timeoutMs)})`;
  return lines(
    `${type} <${check.target}>: ${check.label}${hearing}`,
    ...columns([...rows, ["timeout", timeout]]),
  );
}

export function problemsText(type: string, problems: Problem[]): string {
  return lines(
    `These settings of ${type} cannot be used:`,
    ...columns(problems.map(({ name, text }) => [name, text])),
    `npx allswell check ${type} --help names all settings`,
  );
}

function settingText(field: Field): string {
  const { label, help, choices, placeholder, isRequired } = field;
  const remarks = [
    ...(isRequired ? ["required"] : []),
    ...(field.kind === "secret" ? ["secret"] : []),
    ...(choices === undefined ? [] : [choices.join(" | ")]),
    ...(field.default === undefined ? [] : [`default ${word(field.default)}`]),
    ...(placeholder === undefined ? [] : [`such as ${placeholder}`]),
  ];
  const sentence = sentenceOf(label, help);
  return remarks.length === 0
    ? sentence
    : `${sentence} (${remarks.join("; ")})`;
}

/** Labels with a colon are those of thresholds, of which the help says all. */
function sentenceOf(label: string, help: string | undefined): string {
  if (help === undefined) return label;
  return label.includes(":") ? help : `${label}: ${help}`;
}

function factRow([name, value]: [string, Facts[string]]): string[] {
  // "firstByteMs" is "first byte", its value in ms.
  const isMs = name.endsWith("Ms");
  const words = (isMs ? name.slice(0, -2) : name).replaceAll(
    /[A-Z]/g,
    (letter) => ` ${letter.toLowerCase()}`,
  );
  return [words, isMs ? `${word(value)} ms` : word(value)];
}

function word(value: unknown): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}

/** Rows of two cells, the second ones one below the other and none wider than the page. */
function columns(rows: string[][]): string[] {
  const width = Math.max(0, ...rows.map(([first = ""]) => first.length));
  return rows.flatMap(([first = "", second = ""]) =>
    wrapped(second, PAGE_WIDTH - width - 4).map(
      (line, index) => `  ${(index === 0 ? first : "").padEnd(width)}  ${line}`,
    ),
  );
}

/** A text in lines of at most so many characters, where its words allow it. */
function wrapped(text: string, width: number): string[] {
  const done: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      done.push(line);
      line = word;
    } else line += line === "" ? word : ` ${word}`;
  }
  return [...done, line];
}

function lines(...texts: string[]): string {
  return `${texts.join("\n")}\n`;
}

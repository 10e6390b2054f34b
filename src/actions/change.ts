import { clip, listed } from "../base/text.ts";
import { compactDuration } from "../domain/duration.ts";

/** One thing that was changed, in the words in which it is typed: "every" from "1m" to "30s". */
export interface Change {
  what: string;
  from: string;
  to: string;
}

const LONGEST_KEPT = 500;
const LONGEST_SAID = 80;
const MOST_SAID = 8;
const NONE = "none";

/** A change, or none where both are the same. */
export function changeOf(what: string, from: unknown, to: unknown): Change[] {
  return isSame(from, to) ? [] : [{ what, from: shown(from), to: shown(to) }];
}

/** The same of two durations in milliseconds. */
export function durationChange(
  what: string,
  from: number | null,
  to: number | null,
): Change[] {
  const words = (ms: number | null): Duration | null =>
    ms === null ? null : new Duration(compactDuration(ms));
  return from === to ? [] : changeOf(what, words(from), words(to));
}

/** Of a secret nothing is said but whether it is there. */
export function secretChange(what: string, was: boolean, is: boolean): Change {
  const words = (isSet: boolean): string => (isSet ? "set" : "not set");
  return was && is
    ? { what, from: "set", to: "set anew" }
    : { what, from: words(was), to: words(is) };
}

/** A duration as it is typed, which needs no quotes. */
class Duration {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** "every 1m → 30s, contains none → "Search"" */
export function changesInWords(changes: readonly Change[]): string {
  const words = changes.map(
    ({ what, from, to }) =>
      `${what} ${clip(from, LONGEST_SAID)} → ${clip(to, LONGEST_SAID)}`,
  );
  return listed(words, MOST_SAID);
}

/** For the audit: what was changed, from what to what. */
export function auditOf(changes: readonly Change[]): Record<string, unknown> {
  const entries = changes.map(({ what, from, to }) => [what, { from, to }]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

/** Whether two values are the same to whoever reads them: the order of a record's names does not count. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

function ordered(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(ordered);
  const entries = Object.entries(value).filter(
    ([, part]) => part !== undefined,
  );
  return entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, part]) => [name, ordered(part)]);
}

function shown(value: unknown): string {
  return clip(wordOf(value), LONGEST_KEPT);
}

function wordOf(value: unknown): string {
  if (value === null || value === undefined || value === "") return NONE;
  if (value instanceof Duration) return value.text;
  if (value === true) return "yes";
  if (value === false) return "no";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return `"${value}"`;
  if (Array.isArray(value))
    return value.length === 0 ? NONE : value.map(wordOf).join(", ");
  const entries = Object.entries(value).map(([name, part]) =>
    typeof part === "string"
      ? `${name}: ${part}`
      : `${name}: ${JSON.stringify(part)}`,
  );
  return entries.length === 0 ? NONE : `"${entries.join("; ")}"`;
}

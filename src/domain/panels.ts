import { DAY, HOUR, type Instant, MINUTE } from "./time.ts";

/** So many of a namespace: a page is no archive. */
export const MOST_PANELS = 20;
/** Numbers of different names that a panel shows. */
export const MOST_SERIES = 12;
/** Of each, so many are kept, for so long. */
export const MOST_POINTS = 200;
export const SERIES_KEPT_MS = 30 * DAY;
export const LONGEST_SERIES_NAME = 60;
export const LONGEST_UNIT = 12;

export const LARGEST_PUSH = 2_000_000;
export const LARGEST_SIDE = 4_096;

const SHORTEST_EXPECTED_MS = MINUTE;
const LONGEST_EXPECTED_MS = 24 * DAY;
/** Without an expectation, what was not renewed for so long is old. */
const USUALLY_STALE_MS = 25 * HOUR;
/** A script may be late by as much as it is waited for, and a little. */
const PATIENCE = 2;

/** Why something cannot be expected so often; undefined where it can. */
export function expectationProblem(ms: number): string | undefined {
  return ms < SHORTEST_EXPECTED_MS || ms > LONGEST_EXPECTED_MS
    ? "A panel may be expected anew every minute to every 24 days, as in `every 1h`."
    : undefined;
}

/** From when on a panel that was renewed at an instant is old. */
export function staleFrom(
  pushedAt: Instant,
  expectedEveryMs: number | null,
): Instant {
  return (
    pushedAt +
    (expectedEveryMs === null ? USUALLY_STALE_MS : expectedEveryMs * PATIENCE)
  );
}

/** A number that a script tells. */
export interface Told {
  name: string;
  value: number;
  unit: string;
}

/**
 * A number as programs write it: awk says 1.5e+06, bc says .5, Python 0.30000000000000004. What would be cut in the middle is
 * none: "21,5" is not 21.
 */
const LINE =
  /^([^=]*)=\s*([+-]?(?:\d{1,15}(?:\.\d{1,40})?|\.\d{1,40})(?:e[+-]?\d{1,2})?)(?![\d.]|[,'’]\d|e[+-]?\d)\s*(.*)$/i;

/** Reads lines as in "tickets open=12" or "room=21.5 °C". */
export function readLine(
  line: string,
): { ok: true; told: Told } | { ok: false; text: string } {
  const [, name = "", number = "", unit = ""] = LINE.exec(line.trim()) ?? [];
  return number === ""
    ? {
        ok: false,
        text: 'Write a name, "=" and a number, as in "tickets open=12" or "room=21.5 °C".',
      }
    : readTold({ name, value: Number(number), unit });
}

/** What is wrong with a number, or the number with tidy words. */
export function readTold({
  name,
  value,
  unit = "",
}: {
  name: string;
  value: number;
  unit?: string;
}): { ok: true; told: Told } | { ok: false; text: string } {
  const [tidyName, tidyUnit] = [tidy(name), tidy(unit)];
  if (tidyName === "" || tidyName.length > LONGEST_SERIES_NAME)
    return {
      ok: false,
      text: `A number has a name of 1 to ${LONGEST_SERIES_NAME} characters.`,
    };
  if (tidyUnit.length > LONGEST_UNIT)
    return {
      ok: false,
      text: `A unit has ${LONGEST_UNIT} characters at most.`,
    };
  return Number.isFinite(value)
    ? { ok: true, told: { name: tidyName, value, unit: tidyUnit } }
    : { ok: false, text: `${tidyName} is no number.` };
}

/** On one line, without what is not seen. */
function tidy(text: string): string {
  return text
    .normalize("NFC")
    .toWellFormed()
    .replace(/\s+/gu, " ")
    .replace(/[\p{Cc}\p{Cf}]/gu, "")
    .trim();
}

/** What a printer's look says of supplies and trays: names that end so hold a percentage. */
const LEVEL = /^(.*) percent (left|full)$/;

export function levelsIn(facts: Readonly<Record<string, unknown>>): Told[] {
  return Object.entries(facts).flatMap(([key, value]) => {
    const [, name = "", which = ""] = LEVEL.exec(key) ?? [];
    if (name === "" || typeof value !== "number") return [];
    const read = readTold({
      name: `${name} ${which}`.slice(0, LONGEST_SERIES_NAME),
      value,
      unit: "%",
    });
    return read.ok ? [read.told] : [];
  });
}

// Thresholds come in pairs: past `x` something counts as degraded, past `xDown` as down.
import { parseDuration } from "../domain/duration.ts";
import type { Reason } from "../domain/result.ts";
import { number, type FieldMeta } from "./fields.ts";

type Passed = "degraded" | "down";

interface Wording {
  /** What is measured: "Lag", "Disk (%)". */
  what: string;
  /** "above", "below", or "from" where the threshold itself passes. */
  is: string;
  /** What passes it, as the beginning of a sentence: "A replica further behind". */
  passing: string;
}

/** The words of one threshold, alike in all checks; `remark` is what else is to be said: "; 0 never". */
export function thresholdMeta(
  { what, is, passing }: Wording,
  outcome: Passed,
  remark = "",
): FieldMeta {
  return {
    label: `${what}: ${outcome} ${is}`,
    help: `${passing} counts as ${outcome}${remark}.`,
  };
}

/** Between which a number must lie. */
export interface NumberLimits {
  above?: number | undefined;
  aboveDown?: number | undefined;
  below?: number | undefined;
  belowDown?: number | undefined;
}

/** The fields of NumberLimits, for an "answer" or a "value". */
export function numberLimitFields(what: string) {
  const name = `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
  const higher = { what: name, is: "above", passing: `A higher ${what}` };
  const lower = { what: name, is: "below", passing: `A lower ${what}` };
  const field = (wording: Wording, outcome: Passed) =>
    number(thresholdMeta(wording, outcome)).optional();
  return {
    above: field(higher, "degraded"),
    aboveDown: field(higher, "down"),
    below: field(lower, "degraded"),
    belowDown: field(lower, "down"),
  };
}

export interface Limit {
  outcome: Passed;
  is: "above" | "below";
  limit: number;
}

/** The limits that are set, the worst first. */
export function limitsOf(limits: NumberLimits): Limit[] {
  const { aboveDown, belowDown, above, below } = limits;
  const all = [
    { outcome: "down", is: "above", limit: aboveDown },
    { outcome: "down", is: "below", limit: belowDown },
    { outcome: "degraded", is: "above", limit: above },
    { outcome: "degraded", is: "below", limit: below },
  ] as const;
  return all.flatMap(({ limit, ...rest }) =>
    limit === undefined ? [] : { ...rest, limit },
  );
}

/** What a number that passes limits means, by the worst of them; `whatIs` begins the sentence: "the query answers". */
export function whyPassed(
  whatIs: string,
  value: number,
  limits: readonly Limit[],
): { outcome: Passed; reason: Reason } | undefined {
  const passed = limits.find(({ is, limit }) =>
    is === "above" ? value > limit : value < limit,
  );
  if (passed === undefined) return undefined;
  const { outcome, is, limit } = passed;
  const text = `${whatIs} ${value}, ${is} ${limit}`;
  return { outcome, reason: { kind: `value-${is}`, text } };
}

/**
 * The thresholds of which the warning would come after the alarm, with what is wrong; `worse` says of each, by the name
 * of its degraded one, what passes it. Any of the settings may be wrong.
 */
export function disorder<Name extends string>(
  typed: Readonly<Record<string, unknown>>,
  worse: Record<Name, "more" | "less">,
): [field: `${Name}Down`, text: string][] {
  const names = Object.keys(worse) as Name[];
  return names.flatMap((name) => {
    const warning = sizeOf(typed[name]);
    const alarm = sizeOf(typed[`${name}Down`]);
    const isLate = worse[name] === "more" ? warning > alarm : warning < alarm;
    return isLate ? [[`${name}Down` as const, lateText[worse[name]]]] : [];
  });
}

/** Judges them so in a schema: for superRefine. */
export function inOrder(worse: Record<string, "more" | "less">) {
  return (
    typed: Readonly<Record<string, unknown>>,
    context: {
      addIssue: (issue: {
        code: "custom";
        path: string[];
        message: string;
      }) => void;
    },
  ): void => {
    for (const [field, message] of disorder(typed, worse))
      context.addIssue({ code: "custom", path: [field], message });
  };
}

const lateText = {
  more: "must not be less than what counts as degraded",
  less: "must not be more than what counts as degraded",
};

/** A number, or the milliseconds of a duration; NaN, which is neither more nor less, where it is nothing of the kind. */
function sizeOf(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.trim() === "") return NaN;
  const size = Number(value);
  return Number.isNaN(size) ? (parseDuration(value) ?? NaN) : size;
}

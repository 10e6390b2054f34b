import { ObjectType, type Varbind } from "net-snmp";
import type { Reason } from "../../domain/result.ts";
import { compilePattern } from "../pattern.ts";
import { limitsOf, whyPassed, type NumberLimits } from "../thresholds.ts";
import { isMissing, valueNumber, valueText } from "./value.ts";

/** What values must be like. */
export interface Expected extends NumberLimits {
  equals?: string | undefined;
  pattern?: string | undefined;
}

export interface Verdict {
  outcome: "degraded" | "down";
  reason: Reason;
}

type Quote = (text: string) => string;

/** Why a value counts as degraded or down; undefined where it is as it should be. */
export function judgeValue(
  varbind: Varbind,
  expected: Expected,
  quote: Quote,
): Verdict | undefined {
  if (isMissing(varbind)) return down(missing(varbind));
  const { oid } = varbind;
  const { equals, pattern } = expected;
  const text = valueText(varbind);
  if (equals !== undefined && text !== equals)
    return down({
      kind: "value",
      text: `${oid} is ${quote(text)}, not ${quote(equals)}`,
    });
  if (pattern !== undefined && !matches(pattern, text))
    return down({
      kind: "pattern-missing",
      text: `pattern ${quote(pattern)} not found in ${oid}: ${quote(text)}`,
    });
  return judgeNumber(varbind, expected, quote);
}

function judgeNumber(
  varbind: Varbind,
  expected: Expected,
  quote: Quote,
): Verdict | undefined {
  const limits = limitsOf(expected);
  if (limits.length === 0) return undefined;
  const { oid } = varbind;
  const number = valueNumber(varbind);
  if (number === undefined)
    return down({
      kind: "not-a-number",
      text: `${oid} is ${quote(valueText(varbind))}, not a number`,
    });
  return whyPassed(`${oid} is`, number, limits);
}

function missing({ oid, type }: Varbind): Reason {
  return type === ObjectType.NoSuchInstance
    ? {
        kind: "no-such-instance",
        text: `the agent knows ${oid} but has no value there (noSuchInstance); single values end in .0`,
      }
    : {
        kind: "no-such-object",
        text: `the agent knows no ${oid}, or does not show it to us (noSuchObject)`,
      };
}

function matches(pattern: string, text: string): boolean {
  const compiled = compilePattern(pattern);
  return compiled.ok && compiled.pattern.test(text);
}

function down(reason: Reason): Verdict {
  return { outcome: "down", reason };
}

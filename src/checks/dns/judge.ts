import type { Reason } from "../../domain/result.ts";
import { compilePattern } from "../pattern.ts";
import { comparable, type RecordType } from "./records.ts";
import { expectedRecords, type DnsSettings } from "./settings.ts";

/** Why the records are not those that they should be; undefined where they are. */
export function whyWrong(
  texts: string[],
  { type, values, pattern }: DnsSettings,
  quote: (text: string) => string,
): Reason | undefined {
  return (
    whyOthers(texts, values, type, quote) ?? whyNoMatch(texts, pattern, quote)
  );
}

function whyOthers(
  texts: string[],
  values: string | undefined,
  type: RecordType,
  quote: (text: string) => string,
): Reason | undefined {
  if (values === undefined) return undefined;
  const expected = expectedRecords(values, type);
  const missing = without(expected, texts, type);
  if (missing.length > 0)
    return {
      kind: "record-missing",
      text: `${type} ${quote(missing.join(", "))} is missing; there is ${quote(texts.join(", "))}`,
    };
  const surplus = without(texts, expected, type);
  return surplus.length === 0
    ? undefined
    : {
        kind: "record-unexpected",
        text: `${type} ${quote(surplus.join(", "))} is there and was not expected`,
      };
}

/** The records that are not among others. */
function without(
  records: string[],
  others: string[],
  type: RecordType,
): string[] {
  const known = new Set(others.map((other) => comparable(other, type)));
  return records.filter((record) => !known.has(comparable(record, type)));
}

function whyNoMatch(
  texts: string[],
  source: string | undefined,
  quote: (text: string) => string,
): Reason | undefined {
  if (source === undefined) return undefined;
  const compiled = compilePattern(source);
  if (compiled.ok && texts.some((text) => compiled.pattern.test(text)))
    return undefined;
  return {
    kind: "pattern-missing",
    text: `pattern ${quote(source)} not found in ${quote(texts.join(", "))}`,
  };
}

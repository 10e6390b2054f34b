import { clip, counted, listed } from "../base/text.ts";
import type { Line, Plan } from "./plan.ts";

const LONGEST_LINE = 300;
const MOST_LEFT = 5;

/** "~ iati/Datastore/front page: every 30s → 1m" */
export function lineText({ sign, name, what }: Line): string {
  return clip(`${sign} ${name}: ${what}`, LONGEST_LINE);
}

/** "2 added, 1 changed, nothing removed" */
export function planSummary({ lines }: Pick<Plan, "lines">): string {
  const count = (sign: Line["sign"]): number =>
    lines.filter((line) => line.sign === sign).length;
  return `${count("+") || "nothing"} added, ${count("~") || "nothing"} changed, ${count("-") || "nothing"} removed`;
}

/** What is watched and not in the file; undefined where there is nothing. */
export function leftText({ left }: Pick<Plan, "left">): string | undefined {
  return left.length === 0
    ? undefined
    : `Not in the file, and left as ${left.length === 1 ? "it is" : "they are"}: ${listed(left, MOST_LEFT)} (${counted(left.length, "thing")}).`;
}

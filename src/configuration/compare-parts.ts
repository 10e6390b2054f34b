import { type Change, changesInWords } from "../actions/change.ts";
import type { Problem, Refusal } from "../actions/context.ts";
import type { Fault, Place } from "./fault.ts";
import type { Line, Step } from "./plan.ts";

/** What is found while a wish is compared with what is there. */
export interface Findings {
  steps: Step[];
  lines: Line[];
  left: string[];
  faults: Fault[];
}

export function changedLine(name: string, changes: readonly Change[]): Line {
  return { sign: "~", name, what: changesInWords(changes), changes };
}

interface Placed {
  at: Place;
  places: Record<string, Place>;
}

export function tellRefusal(
  { text, problems }: Refusal,
  wish: Placed,
  findings: Findings,
): void {
  tellProblems(problems ?? [{ field: "", text }], wish, findings);
}

/** Each problem at the place of its field. */
export function tellProblems(
  problems: readonly Problem[],
  { at, places }: Placed,
  { faults }: Findings,
): void {
  for (const { field, text } of problems)
    faults.push({ ...(places[field] ?? at), text });
}

import { type Clock } from "../../base/clock.ts";
import { within } from "../../base/within.ts";
import { SECOND } from "../../domain/time.ts";

/** What the doctor found in one place. */
export type Finding =
  | { isFine: true; name: string; text: string }
  /** With what to do about it. */
  | { isFine: false; name: string; text: string; advice: string };

/** One place that is looked at; what it throws becomes a finding. */
export interface Examination {
  name: string;
  look: () => Promise<Finding[]>;
  /** What to do where it cannot even be looked at. */
  advice: string;
}

const PATIENCE_MS = 3 * SECOND;

export function fine(name: string, text: string): Finding {
  return { isFine: true, name, text };
}

export function wrong(name: string, text: string, advice: string): Finding {
  return { isFine: false, name, text, advice };
}

/** Looks, but not for ever: a part that hangs must not hide how the others are. */
export async function examined(
  { name, look, advice }: Examination,
  clock: Clock,
): Promise<Finding[]> {
  const problem = (text: string): Finding[] => [wrong(name, text, advice)];
  try {
    const late = () => problem(`no answer within ${PATIENCE_MS / SECOND} s`);
    return await within(look(), PATIENCE_MS, late, clock);
  } catch (error) {
    return problem(words(error));
  }
}

/** An error in one line. */
export function words(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n")[0] || "an error without words";
}

import { RE2JS, RE2JSException } from "re2js";

/** Patterns are compiled once (0.1 ms each) and kept; as many as monitors can reasonably be. */
const MOST_KEPT = 10_000;
const kept = new Map<string, RE2JS>();

/**
 * The time for a text grows with its length times this; with it, 256 KiB hold the process up for a tenth of a second at
 * most. Usual patterns have 10 to 100.
 */
const LARGEST_PROGRAM = 1_000;
const tooLarge =
  "is too large a pattern: its repeat counts come to too much, as 1000 does in a{1000}";

type Compiled = { ok: true; pattern: RE2JS } | { ok: false; text: string };

/**
 * Compiles a pattern typed by a user. RE2 runs in linear time whatever the pattern, and knows no lookahead, lookbehind or
 * backreference. It is searched for anywhere in the text; "(?i)" in front ignores case, "(?s)" lets . match line ends.
 */
export function compilePattern(source: string): Compiled {
  const known = kept.get(source);
  if (known !== undefined) return { ok: true, pattern: known };
  try {
    const pattern = RE2JS.compile(source);
    if (pattern.programSize() > LARGEST_PROGRAM)
      return { ok: false, text: tooLarge };
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(source, pattern);
    return { ok: true, pattern };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const reason = error.message.replace(/^error parsing regexp: /, "");
    return { ok: false, text: `is not a pattern that RE2 knows: ${reason}` };
  }
}

export function patternProblem(source: string): string | undefined {
  const compiled = compilePattern(source);
  return compiled.ok ? undefined : compiled.text;
}

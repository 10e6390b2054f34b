export interface Cut {
  found: string;
  /** The text without what was found. */
  rest: string;
  groups: Record<string, string | undefined>;
}

/** Takes the first match out of a text; undefined where there is none. */
export function cutOut(text: string, pattern: RegExp): Cut | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const rest = `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`;
  return {
    found: match[0],
    rest: tidy(rest),
    groups: match.groups ?? {},
  };
}

export function tidy(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

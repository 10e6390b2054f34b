import { clip } from "../base/text.ts";

const LONGEST_NAME = 24;

/** Without what XML has no place for: control characters, halves of characters. */
export function drawable(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(
      /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu,
      "",
    );
}

/** A name on one line, as it can be drawn. */
export function oneLine(text: string, longest = LONGEST_NAME): string {
  const shown = drawable(text).replaceAll(/\s+/g, " ").trim() || "–";
  return harmless(clip(shown, longest));
}

/**
 * ECharts remembers how broad texts are by their letters, in a plain object: a service called "__proto__" would change
 * every object there is. With a space behind, it is a name like any other.
 */
function harmless(name: string): string {
  return name in {} ? `${name}\u00A0` : name;
}

/** Names that are cut alike stay different ones: "front pa…", "front … (2)". */
export function uniqueNames(
  names: readonly string[],
  longest = LONGEST_NAME,
): string[] {
  const seen = new Set<string>();
  return names.map((name) => {
    let shown = oneLine(name, longest);
    for (let turn = 2; seen.has(shown); turn++) {
      const mark = ` (${turn})`;
      shown = oneLine(name, longest - mark.length) + mark;
    }
    seen.add(shown);
    return shown;
  });
}

/** Spaces and line ends, control characters, and marks that turn the direction of text or cannot be seen. */
const gaps = /[\s\p{Cc}\p{Cf}]+/gu;

/** Text from outside as one harmless line of at most `max` characters. */
export function plainText(text: string, max: number): string {
  // Cut first: a body of 256 KiB should not be cleaned to show 80 characters.
  const line = text
    .slice(0, 2 * max)
    .toWellFormed()
    .replace(gaps, " ")
    .trim();
  return line.length > max
    ? `${line.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, "")}…`
    : line;
}

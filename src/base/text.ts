const ELLIPSIS = "…";

/** Cut to at most `length` UTF-16 units, never inside a character; what was cut ends in "…". */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  const kept = text.slice(0, Math.max(0, length - ELLIPSIS.length));
  const isHalved = /[\uD800-\uDBFF]$/.test(kept);
  return `${isHalved ? kept.slice(0, -1) : kept}${ELLIPSIS}`;
}

/** "3 services", "1 service": English plurals that end in s. */
export function counted(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}

/** "A, B and C", or "A, B and 5 more" where there are more than `most`; `count` where not all of them are given. */
export function listed(
  names: readonly string[],
  most = 3,
  count = names.length,
): string {
  if (count <= 1) return names[0] ?? "";
  const shown = count <= most ? names.slice(0, -1) : names.slice(0, most - 1);
  const last = count <= most ? names.at(-1) : `${count - shown.length} more`;
  return `${shown.join(", ")} and ${last}`;
}

/**
 * Without what no keyboard makes on purpose and a database does not take: control characters and halves of characters.
 * Spaces and line ends stay.
 */
export function storable(text: string): string {
  return text.toWellFormed().replace(/(?!\s)\p{Cc}/gu, "");
}

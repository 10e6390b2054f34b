/** Longer than any name that fits on a board, shorter than any limit of a channel it is shown in. */
export const MAX_NAME_LENGTH = 80;

/** Invisible characters that could make one name look like another, or turn the text around them. */
const INVISIBLE =
  /[\p{Cc}\u{200B}\u{200E}\u{200F}\u{202A}-\u{202E}\u{2060}-\u{2069}\u{FEFF}\u{FFF9}-\u{FFFB}]/gu;

/** A name as it is kept: composed, on one line, without invisible characters. Emoji and right-to-left names stay. */
export function cleanName(
  text: string,
): { ok: true; name: string } | { ok: false; text: string } {
  const name = text
    .normalize("NFC")
    .replace(/\s+/gu, " ")
    .replace(INVISIBLE, "")
    .trim();
  if (name === "")
    return { ok: false, text: "A name needs at least one visible character." };
  const length = Array.from(name).length;
  if (length > MAX_NAME_LENGTH) {
    return {
      ok: false,
      text: `A name may have at most ${MAX_NAME_LENGTH} characters; this one has ${length}.`,
    };
  }
  return { ok: true, name };
}

/**
 * Two names with the same key are the same name. Quotes that keyboards curl by themselves count as straight ones, and
 * what cleanName takes out does not count at all.
 */
export function nameKey(name: string): string {
  return name
    .normalize("NFKC")
    .replace(/[“”„]/gu, '"')
    .replace(/[‘’‚]/gu, "'")
    .toLowerCase()
    .replace(/\s+/gu, " ")
    .replace(INVISIBLE, "")
    .trim();
}

/** A name as a part of a URL: lower case letters, digits and hyphens; empty where nothing of it can be kept. */
export function slugOf(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60)
    .replace(/-+$/, "");
}

/** Made once: of ten thousand names like it, each is compared with a dozen others. */
const alphabetical = new Intl.Collator("en").compare;

/** The names that somebody may have meant, best first: those that contain the text, then those few letters away. */
export function likelyNames(
  text: string,
  names: readonly string[],
  limit = 5,
): string[] {
  const wanted = nameKey(text);
  const most = Math.max(1, Math.floor(wanted.length / 3));
  return names
    .map((name) => ({
      name,
      distance: distanceTo(wanted, nameKey(name), most),
    }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance || alphabetical(a.name, b.name))
    .slice(0, limit)
    .map(({ name }) => name);
}

/** A longer text is looked for as it is: to compare it letter by letter with ten thousand names would take a second. */
const LONGEST_MISTYPED = 40;

function distanceTo(wanted: string, name: string, most: number): number {
  if (name.startsWith(wanted)) return 0;
  if (wanted.length > 1 && name.includes(wanted)) return 0.5;
  return wanted.length > LONGEST_MISTYPED
    ? Infinity
    : editDistance(wanted, name, most);
}

/**
 * How many letters must be added, dropped, changed or swapped with their neighbour (Damerau-Levenshtein). Infinity as
 * soon as it is clear that it is more than `most`: one long word is compared with thousands of names.
 */
export function editDistance(a: string, b: string, most = Infinity): number {
  if (Math.abs(a.length - b.length) > most) return Infinity;
  let older = Array.from({ length: b.length + 1 }, () => 0);
  let previous = older.map((_, index) => index);
  let current = [...older];
  let leastBefore = 0;
  // Nothing is made in here: for one mistyped word it runs a million times.
  for (let i = 1; i <= a.length; i++) {
    const letter = a.charCodeAt(i - 1);
    const before = i > 1 ? a.charCodeAt(i - 2) : NaN;
    current[0] = i;
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const other = b.charCodeAt(j - 1);
      let best = at(previous, j - 1) + (letter === other ? 0 : 1);
      best = Math.min(best, at(previous, j) + 1, at(current, j - 1) + 1);
      if (before === other && j > 1 && letter === b.charCodeAt(j - 2))
        best = Math.min(best, at(older, j - 2) + 1);
      current[j] = best;
      if (best < least) least = best;
    }
    if (least > most && leastBefore > most) return Infinity;
    leastBefore = least;
    [older, previous, current] = [previous, current, older];
  }
  return at(previous, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? 0;
}

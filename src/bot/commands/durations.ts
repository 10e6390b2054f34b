import { parseDuration } from "../../domain/duration.ts";
import { joined, type Word } from "../words.ts";

/** "1 h 30 min" are four words. */
const MOST_WORDS = 4;

/** Reads "2h", "2 hours", "an hour", "half an hour". */
export function durationOf(text: string): number | undefined {
  const typed = text.trim().toLowerCase();
  if (typed === "half an hour") return parseDuration("30 min");
  return parseDuration(typed.replace(/^(an?|one) /, "1 "));
}

/** How many words at the beginning are a duration, as in "30 seconds in iati"; 0 where they are none. */
export function durationWords(words: readonly Word[]): number {
  for (let count = Math.min(MOST_WORDS, words.length); count > 0; count--)
    if (isDuration(words.slice(0, count))) return count;
  return 0;
}

function isDuration(words: readonly Word[]): boolean {
  return (
    words.every(({ kind }) => kind === "word") &&
    durationOf(joined(words)) !== undefined
  );
}

const UNTIL_RESUMED = /^(forever|until resumed|indefinitely)$/i;

/**
 * Takes a duration off the end of "datastore for 2 hours", or off the front of "2h datastore". `behind` are the words
 * that say it, `ms` is null where it is for ever or where none is said.
 */
export function takeDuration(words: readonly Word[]): {
  words: readonly Word[];
  behind: readonly Word[];
  ms: number | null;
} {
  for (let count = Math.min(MOST_WORDS, words.length); count > 0; count--) {
    const behind = words.slice(-count);
    if (!isEnd(behind)) continue;
    const before = words.slice(0, -count);
    return {
      words: isFor(before.at(-1)) ? before.slice(0, -1) : before,
      behind,
      ms: durationOf(joined(behind)) ?? null,
    };
  }
  const start = isFor(words[0]) ? 1 : 0;
  const count = durationWords(words.slice(start));
  if (count === 0) return { words, behind: [], ms: null };
  const behind = words.slice(start, start + count);
  return {
    words: words.slice(start + count),
    behind,
    ms: durationOf(joined(behind)) ?? null,
  };
}

function isEnd(words: readonly Word[]): boolean {
  return (
    isDuration(words) ||
    (words.every(({ kind }) => kind === "word") &&
      UNTIL_RESUMED.test(joined(words)))
  );
}

function isFor(word: Word | undefined): boolean {
  return word?.kind === "word" && word.text.toLowerCase() === "for";
}

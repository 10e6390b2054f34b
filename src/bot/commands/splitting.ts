import { findTarget, type Target } from "../../actions/targets/find-target.ts";
import { type Message } from "../reply.ts";
import { joined, type Word } from "../words.ts";
import type { Ask, Tools } from "./command.ts";
import { targetOf } from "./targets.ts";

/** A name may hold words that mean something here; more than so many places are not tried. */
const MOST_TRIES = 6;

/**
 * The target that stands before the first word that means something, and the words from there on. Where nothing is
 * called that, the word may belong to the name: the next place is tried.
 */
export async function targetBefore(
  verb: string,
  isOption: (word: Word) => boolean,
  ask: Ask,
  tools: Tools,
): Promise<
  | { ok: true; target: Target; behind: readonly Word[] }
  | { ok: false; reply: Message }
> {
  const { words } = ask;
  const { db } = tools.context(ask.actor).store;
  const places = words.flatMap((word, index) =>
    index > 0 && isOption(word) ? [index] : [],
  );
  const ends = [...places.slice(0, MOST_TRIES), words.length];
  for (const end of ends) {
    const found = await findTarget(db, joined(words.slice(0, end)));
    if (found.ok)
      return { ok: true, target: found.target, behind: words.slice(end) };
  }
  const end = ends[0] ?? words.length;
  const behind = words.slice(end);
  const wanted = { verb, words: words.slice(0, end), behind };
  const found = await targetOf(wanted, ask, tools);
  return found.ok ? { ...found, behind } : found;
}

import {
  findTarget,
  fullName,
  type Target,
} from "../../actions/find-target.ts";
import { actions, lines, text } from "../../base/slack-blocks.ts";
import { clip } from "../../base/text.ts";
import { buttonIds } from "../buttons/ids.ts";
import { type Message, message } from "../reply.ts";
import { joined, type Word } from "../words.ts";
import type { Ask, Tools } from "./command.ts";

/** Slack's row of buttons gets hard to read beyond this. */
const MOST_CHOICES = 5;

/**
 * The target that the words name. Where they name none, or several, the reply offers the likely ones as buttons that
 * do `verb` to them.
 */
export async function targetOf(
  words: readonly Word[],
  verb: string,
  { actor }: Ask,
  tools: Tools,
): Promise<{ ok: true; target: Target } | { ok: false; reply: Message }> {
  const found = await findTarget(tools.context(actor).store.db, joined(words));
  if (found.ok) return found;
  return { ok: false, reply: choices(found.text, found.choices, verb) };
}

function choices(
  sentence: string,
  names: readonly string[],
  verb: string,
): Message {
  const shown = names.slice(0, MOST_CHOICES).map((name, index) => ({
    action: `${buttonIds.choose}:${index}`,
    label: clip(name, 70),
    value: `${verb} "${name}"`,
  }));
  return message(sentence, [
    lines([text(sentence.replaceAll("`", ""))]),
    ...(shown.length === 0 ? [] : [actions("choices", shown)]),
  ]);
}

/** "iati/Datastore", in quotes that the parser takes off again. */
export function quotedName(target: Target): string {
  return `"${fullName(target)}"`;
}

import {
  bullets,
  header,
  type Leaf,
  lines,
  text,
} from "../../base/slack-blocks.ts";
import type { Command } from "../commands/command.ts";
import { type Message, message } from "../reply.ts";

/** All verbs with their usual form, or one with all its examples. */
export function helpView(
  commands: readonly Command[],
  only: Command | undefined,
): Message {
  return only === undefined ? allVerbs(commands) : oneVerb(only);
}

function allVerbs(commands: readonly Command[]): Message {
  const title = "What allswell understands";
  return message(title, [
    header(title),
    bullets(commands.map(line)),
    lines([
      text(
        "Every verb works alone, too: it then asks for the rest. The same words work after an @mention, in a direct message and in threads. ",
      ),
      text("help add", "code"),
      text(" shows one verb with all its examples."),
    ]),
  ]);
}

function oneVerb({ name, aliases = [], summary, usage }: Command): Message {
  const also = aliases.length === 0 ? "" : ` (also: ${aliases.join(", ")})`;
  return message(`${name}: ${summary}`, [
    lines([text(name, "bold"), text(`${also}: ${summary}`)]),
    bullets(usage.map((example) => [text(example || name, "code")])),
  ]);
}

function line({ name, summary, usage: [usual] }: Command): Leaf[] {
  return [text(usual || name, "code"), text(` ${summary}`)];
}

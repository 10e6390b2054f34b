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
  if (only !== undefined) {
    const aliases =
      only.aliases === undefined ? "" : ` (also: ${only.aliases.join(", ")})`;
    return message(only.name, [
      lines([text(only.name, "bold"), text(`${aliases}: ${only.summary}`)]),
      bullets(
        only.usage.map((usage) => [
          text(usage === "" ? "(nothing)" : usage, "code"),
        ]),
      ),
    ]);
  }
  return message("What allswell understands", [
    header("What allswell understands"),
    bullets(commands.map(line)),
    lines([
      text(
        "The same words work after an @mention, in a direct message and in threads. ",
      ),
      text("help add", "code"),
      text(" shows one verb with all its examples."),
    ]),
  ]);
}

function line({ name, summary, usage }: Command): Leaf[] {
  return [
    text(usage[0] === "" ? name : (usage[0] ?? name), "code"),
    text(` ${summary}`),
  ];
}

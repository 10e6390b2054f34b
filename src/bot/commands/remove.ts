import { fullName, type Target } from "../../actions/targets/find-target.ts";
import { mayNotChange } from "../../actions/people/permission.ts";
import { removeTarget } from "../../actions/targets/remove-target.ts";
import { clip, counted } from "../../base/text.ts";
import { buttonIds } from "../buttons/ids.ts";
import type { RestoreValue } from "../buttons/values.ts";
import { type Message, say, sayRefusal } from "../reply.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { doMany, meansMany } from "./many.ts";
import { undoButton, undoSentence } from "./restore.ts";
import { askWhich, targetOf } from "./targets.ts";

export const remove: Command = {
  name: "remove",
  aliases: ["delete", "rm"],
  summary: "Removes a service or one monitor, after a question.",
  usage: [
    "remove datastore",
    "remove datastore/front page",
    "remove test/*",
    "remove",
  ],
  async run(ask, tools) {
    const { words } = ask;
    if (words.length === 0) return askWhich("remove", ask, tools);
    if (meansMany(words))
      return doMany("remove", { words, ms: null }, ask, tools);
    const found = await targetOf({ verb: "remove", words }, ask, tools);
    return found.ok ? askToRemove(found.target, ask, tools) : found.reply;
  },
};

/** Whoever may not remove it learns so before the question, not after the answer. */
export function askToRemove(
  target: Target,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Message {
  const refusal = mayNotChange(tools.context(actor), target);
  if (refusal !== undefined) return sayRefusal(refusal);
  const name = fullName(target);
  const button =
    target.monitorId === null
      ? { action: buttonIds.removeService, value: String(target.serviceId) }
      : { action: buttonIds.removeMonitor, value: String(target.monitorId) };
  const question =
    target.monitorId === null
      ? `Remove ${name} with all its monitors?`
      : `Remove the monitor ${name}?`;
  return say(`${question} Its history stays.`, [
    { ...button, label: `Remove ${clip(name, 60)}`, style: "danger" },
  ]);
}

export async function removeNow(
  target: Target,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const removed = await removeTarget(tools.context(actor), target);
  if (!removed.ok) return sayRefusal(removed);
  return say(
    `${fullName(target)} is removed (${counted(removed.count, "monitor")}). ${undoSentence()}`,
    [undoButton(wishOf(target))],
  );
}

function wishOf({ serviceId, monitorId }: Target): RestoreValue {
  return monitorId === null ? { serviceId } : { monitorId };
}

import { findTarget, type Target } from "../../actions/targets/find-target.ts";
import { mayNotChange } from "../../actions/people/permission.ts";
import { renameTarget } from "../../actions/targets/rename-target.ts";
import { buttonIds } from "../buttons/ids.ts";
import { carried } from "../modals/carried-target.ts";
import { renameForm } from "../modals/rename.ts";
import { type Reply, say, sayRefusal } from "../reply.ts";
import { renamedSentence } from "../sentences.ts";
import { joined, type Word } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { targetBefore } from "./splitting.ts";
import { askWhich, detailsButton } from "./targets.ts";

export const rename: Command = {
  name: "rename",
  summary:
    "Gives a service or a monitor another name; address and history stay.",
  usage: [
    'rename datastore to "Data store"',
    "rename datastore/front page to home",
    "rename datastore",
  ],
  async run(ask, tools) {
    const { words } = ask;
    if (words.length === 0) return askWhich("rename", ask, tools);
    const last = words.at(-1);
    // rename datastore "Data store"
    if (last?.kind === "quoted" && words.length > 1 && !words.some(isTo)) {
      const before = joined(words.slice(0, -1));
      const found = await findTarget(tools.context(ask.actor).store.db, before);
      if (found.ok) return renameNow(found.target, last.text, ask, tools);
    }
    const found = await targetBefore("rename", isTo, ask, tools);
    if (!found.ok) return found.reply;
    const name = joined(found.behind.slice(1));
    return name === ""
      ? openRenameForm(found.target, ask, tools)
      : renameNow(found.target, name, ask, tools);
  },
};

function isTo({ kind, text }: Word): boolean {
  return kind === "word" && /^(to|into|as)$/i.test(text);
}

async function renameNow(
  target: Target,
  name: string,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  const renamed = await renameTarget(tools.context(actor), target, name);
  return renamed.ok
    ? say(renamedSentence(target, renamed.target), [detailsButton(target)])
    : sayRefusal(renamed);
}

export function openRenameForm(
  target: Target,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Reply {
  const refusal = mayNotChange(tools.context(actor), target);
  return refusal === undefined
    ? {
        kind: "form",
        view: renameForm(target),
        button: {
          action: buttonIds.renameForm,
          label: "Rename",
          value: carried(target),
        },
      }
    : sayRefusal(refusal);
}

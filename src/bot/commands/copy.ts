import { type CopyTo, copyTarget } from "../../actions/targets/copy-target.ts";
import type { Target } from "../../actions/targets/find-target.ts";
import { namespacesOf } from "../../actions/namespaces/own-namespaces.ts";
import { mayNotChange } from "../../actions/people/permission.ts";
import { showNamespaces } from "../../actions/inside/show.ts";
import { clip } from "../../base/text.ts";
import { buttonIds } from "../buttons/ids.ts";
import { carried } from "../modals/carried-target.ts";
import { copyForm } from "../modals/copy.ts";
import { type Reply, say, sayRefusal } from "../reply.ts";
import { copiedSentence } from "../sentences.ts";
import { joined, type Word } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { slugOfNamespace } from "./move.ts";
import { targetBefore } from "./splitting.ts";
import { askWhich, detailsButton, targetOf } from "./targets.ts";

export const copy: Command = {
  name: "copy",
  aliases: ["cp", "clone", "duplicate"],
  summary:
    "Copies a service with its monitors, or one monitor, under another name or into another namespace.",
  usage: [
    "copy datastore to di",
    'copy datastore as "Datastore (test)"',
    "copy datastore/front page as search",
    "copy datastore",
  ],
  async run(ask, tools) {
    if (ask.words.length === 0) return askWhich("copy", ask, tools);
    const isOption = (word: Word): boolean => isTo(word) || isAs(word);
    const found = await targetBefore("copy", isOption, ask, tools);
    if (!found.ok) return found.reply;
    const { target, behind } = found;
    if (behind.length === 0) return openCopyForm(target, ask, tools);
    const to = await readPlace(target, behind, ask, tools);
    if (!to.ok) return to.reply;
    const copied = await copyTarget(tools.context(ask.actor), target, to.place);
    return copied.ok
      ? say(copiedSentence(copied), [detailsButton(copied.to)])
      : sayRefusal(copied);
  },
};

function isTo({ kind, text }: Word): boolean {
  return kind === "word" && /^(to|into|in|namespace)$/i.test(text);
}

function isAs({ kind, text }: Word): boolean {
  return kind === "word" && /^(as|called|name)$/i.test(text);
}

type Place = { ok: true; place: CopyTo } | { ok: false; reply: Reply };

/** "as Datastore 2 in di", "to di", "to registry" */
async function readPlace(
  target: Target,
  behind: readonly Word[],
  ask: Ask,
  tools: Tools,
): Promise<Place> {
  let place: CopyTo = {};
  let left = behind;
  while (left.length > 0) {
    const [option, ...rest] = left;
    const next = rest.findIndex((word) => isTo(word) || isAs(word));
    const value = rest.slice(0, next === -1 ? rest.length : next);
    left = rest.slice(value.length);
    if (option === undefined || value.length === 0)
      return {
        ok: false,
        reply: say(
          `\`${clip(option?.text ?? "", 40)}\` needs a name behind it.`,
        ),
      };
    if (isAs(option)) {
      const name = joined(value);
      place =
        target.monitorId === null
          ? { ...place, serviceName: name }
          : { ...place, monitorName: name };
      continue;
    }
    const read = await readWhere(target, value, ask, tools);
    if (!read.ok) return read;
    place = { ...place, ...read.place };
  }
  return { ok: true, place };
}

/** A namespace; of a monitor also another service. */
async function readWhere(
  target: Target,
  words: readonly Word[],
  ask: Ask,
  tools: Tools,
): Promise<Place> {
  const slug = await slugOfNamespace(words, ask, tools);
  const all = await showNamespaces(tools.context(ask.actor));
  const isNamespace = all.some(({ namespace }) => namespace.slug === slug);
  if (isNamespace || target.monitorId === null)
    return { ok: true, place: { namespaceSlug: slug } };
  const into = await targetOf({ verb: "show", words }, ask, tools);
  if (!into.ok) return into;
  const { namespaceSlug, serviceName } = into.target;
  return { ok: true, place: { namespaceSlug, serviceName } };
}

export async function openCopyForm(
  target: Target,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  const context = tools.context(actor);
  const refusal = mayNotChange(context, target);
  if (refusal !== undefined) return sayRefusal(refusal);
  const { own } = await namespacesOf(context);
  return {
    kind: "form",
    view: copyForm(target, own),
    button: {
      action: buttonIds.copyForm,
      label: "Copy",
      value: carried(target),
    },
  };
}

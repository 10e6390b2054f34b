import type { Target } from "../../actions/targets/find-target.ts";
import { moveMonitor, moveService } from "../../actions/targets/move-target.ts";
import { namespacesOf } from "../../actions/namespaces/own-namespaces.ts";
import { mayNotChange } from "../../actions/people/permission.ts";
import { showNamespaces } from "../../actions/inside/show.ts";
import { nameKey } from "../../domain/names.ts";
import { buttonIds } from "../buttons/ids.ts";
import { carried } from "../modals/carried-target.ts";
import { moveForm } from "../modals/move.ts";
import { type Reply, say, sayRefusal } from "../reply.ts";
import { movedSentence } from "../sentences.ts";
import { joined, type Word, withoutEnd } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { targetBefore } from "./splitting.ts";
import { askWhich, detailsButton, targetOf } from "./targets.ts";

export const move: Command = {
  name: "move",
  aliases: ["mv"],
  summary:
    "Moves a service to another namespace, or a monitor to another service, with its history.",
  usage: [
    "move datastore to di",
    "move datastore/search to registry",
    "move datastore",
  ],
  async run(ask, tools) {
    if (ask.words.length === 0) return askWhich("move", ask, tools);
    const found = await targetBefore("move", isTo, ask, tools);
    if (!found.ok) return found.reply;
    const { target, behind } = found;
    const place = behind.slice(1);
    if (place.length === 0) return openMoveForm(target, ask, tools);
    return target.monitorId === null
      ? moveServiceTo(target, place, ask, tools)
      : moveMonitorTo(target, place, ask, tools);
  },
};

function isTo({ kind, text }: Word): boolean {
  return kind === "word" && /^(to|into|in)$/i.test(text);
}

async function moveServiceTo(
  target: Target,
  place: readonly Word[],
  { actor }: Ask,
  tools: Tools,
): Promise<Reply> {
  const context = tools.context(actor);
  const slug = await slugOfNamespace(place, { actor }, tools);
  const moved = await moveService(context, target, slug);
  return moved.ok
    ? say(movedSentence(moved), [detailsButton(moved.to)])
    : sayRefusal(moved);
}

/** People call a namespace by its short name or by its name. */
export async function slugOfNamespace(
  words: readonly Word[],
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<string> {
  const wanted = nameKey(withoutEnd(joined(words)));
  const all = await showNamespaces(tools.context(actor));
  const named = all.find(
    ({ namespace: { slug, name } }) =>
      slug === wanted || nameKey(name) === wanted,
  );
  return named?.namespace.slug ?? joined(words);
}

async function moveMonitorTo(
  target: Target,
  place: readonly Word[],
  ask: Ask,
  tools: Tools,
): Promise<Reply> {
  const into = await targetOf({ verb: "show", words: place }, ask, tools);
  if (!into.ok) return into.reply;
  const moved = await moveMonitor(tools.context(ask.actor), target, {
    ...into.target,
    monitorId: null,
    monitorName: null,
  });
  return moved.ok
    ? say(movedSentence(moved), [detailsButton(moved.to)])
    : sayRefusal(moved);
}

export async function openMoveForm(
  target: Target,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  const context = tools.context(actor);
  const refusal = mayNotChange(context, target);
  if (refusal !== undefined) return sayRefusal(refusal);
  const { own } = await namespacesOf(context);
  const places = own.filter(({ id }) => id !== target.namespaceId);
  if (target.monitorId === null && places.length === 0)
    return say(
      `There is no other namespace that ${target.serviceName} could go to.`,
    );
  return {
    kind: "form",
    view: moveForm(target, places),
    button: {
      action: buttonIds.moveForm,
      label: "Move",
      value: carried(target),
    },
  };
}

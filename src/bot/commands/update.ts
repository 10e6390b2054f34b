import { findTarget } from "../../actions/find-target.ts";
import { planUpdate, postUpdate } from "../../actions/post-update.ts";
import { buttonIds } from "../buttons/ids.ts";
import { updateForm } from "../modals/post-update.ts";
import { updatedSentence } from "../incident-sentences.ts";
import { type Reply, say, sayRefusal } from "../reply.ts";
import { joined, type Word } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { askWhichIncident, incidentOf, numberOf } from "./which-incident.ts";

export const update: Command = {
  name: "update",
  aliases: ["say", "post"],
  summary:
    "Says something about an incident, to the team and on the page; the form can post it on X, too.",
  usage: [
    "update 12 We are restoring from backup",
    "update datastore We are restoring from backup",
    "update 12",
    "update",
  ],
  async run(ask, tools) {
    if (ask.words.length === 0) return askWhichIncident("update", ask, tools);
    const { name, said } = await split(ask, tools);
    const found = await incidentOf(
      { verb: "update", words: name, behind: said },
      ask,
      tools,
    );
    if (!found.ok) return found.reply;
    return said.length === 0
      ? openUpdateForm(found.incidentId, ask, tools)
      : sayIt(found.incidentId, joined(said), ask, tools);
  },
};

/** A service's name has seldom more words. */
const MOST_NAME_WORDS = 5;

/** The incident comes first: its number, or the longest beginning that is the name of a service. */
async function split(
  { words, actor }: Ask,
  tools: Tools,
): Promise<{ name: readonly Word[]; said: readonly Word[] }> {
  const cut = (count: number) => ({
    name: words.slice(0, count),
    said: words.slice(count),
  });
  if (numberOf(words[0]) !== undefined) return cut(1);
  const { db } = tools.context(actor).store;
  const longest = Math.min(MOST_NAME_WORDS, words.length);
  for (let count = longest; count > 0; count--)
    if ((await findTarget(db, joined(words.slice(0, count)))).ok)
      return cut(count);
  return cut(words.length);
}

export async function openUpdateForm(
  incidentId: number,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  const plan = await planUpdate(tools.context(actor), incidentId);
  if (!plan.ok) return sayRefusal(plan);
  return {
    kind: "form",
    view: updateForm(plan),
    button: {
      action: buttonIds.updateIncident,
      label: "Post update",
      value: String(incidentId),
    },
  };
}

async function sayIt(
  incidentId: number,
  text: string,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  const context = tools.context(actor);
  const plan = await planUpdate(context, incidentId);
  if (!plan.ok) return sayRefusal(plan);
  const wish = { text, onPage: plan.mayBePublic, onX: false };
  const done = await postUpdate(context, incidentId, wish);
  return done.ok ? say(updatedSentence(wish)) : sayRefusal(done);
}

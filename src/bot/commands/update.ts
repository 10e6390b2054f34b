import { findTarget } from "../../actions/targets/find-target.ts";
import { planUpdate, postUpdate } from "../../actions/incidents/post-update.ts";
import { buttonIds } from "../buttons/ids.ts";
import { updateForm } from "../modals/post-update.ts";
import { updatedSentence } from "../incident-sentences.ts";
import { type Reply, say, sayRefusal } from "../reply.ts";
import { joined, type Word } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { incidentOf, numberOf, toldInThread } from "./which-incident.ts";

export const update: Command = {
  name: "update",
  aliases: ["say", "post"],
  summary:
    "Says something about an incident, to the team and on the page; the form also tells customers.",
  usage: [
    "update 12 We are restoring from backup",
    "update datastore We are restoring from backup",
    "update 12",
    "update",
  ],
  async run(ask, tools) {
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

/**
 * The incident comes first: its number, or the longest beginning that is the name of a service. In an incident's thread
 * nobody need name it, and the name of another service is part of what is said.
 */
async function split(
  ask: Ask,
  tools: Tools,
): Promise<{ name: readonly Word[]; said: readonly Word[] }> {
  const { words, actor } = ask;
  const cut = (count: number) => ({
    name: words.slice(0, count),
    said: words.slice(count),
  });
  if (numberOf(words[0]) !== undefined) return cut(1);
  const { db } = tools.context(actor).store;
  const told = await toldInThread(ask, tools);
  const longest = Math.min(MOST_NAME_WORDS, words.length);
  for (let count = longest; count > 0; count--) {
    const found = await findTarget(db, joined(words.slice(0, count)));
    if (found.ok && isMeant(told, found.target.serviceId)) return cut(count);
  }
  return cut(told === null ? words.length : 0);
}

function isMeant(
  told: Awaited<ReturnType<typeof toldInThread>>,
  serviceId: number,
): boolean {
  return told?.stories.some((story) => story.serviceId === serviceId) ?? true;
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
  const wish = { text, onPage: plan.mayBePublic, toCustomers: false };
  const done = await postUpdate(context, incidentId, wish);
  return done.ok ? say(updatedSentence(wish, done.ways)) : sayRefusal(done);
}

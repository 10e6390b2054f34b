import {
  planPostmortem,
  writePostmortem,
} from "../../actions/incidents/postmortem.ts";
import { showIncidents } from "../../actions/incidents/show-incidents.ts";
import { buttonIds } from "../buttons/ids.ts";
import { postmortemForm, writtenSentence } from "../modals/postmortem.ts";
import { type Reply, say, sayRefusal } from "../reply.ts";
import { joined, type Word } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { commandButton, targetOf } from "./targets.ts";
import { numberOf } from "./which-incident.ts";

/** Slack's row of buttons gets hard to read beyond this. */
const MOST_CHOICES = 5;

export const postmortem: Command = {
  name: "postmortem",
  aliases: ["post-mortem", "retrospective"],
  summary:
    "Tells customers on an incident's public page what happened, and what is done about it.",
  usage: [
    "postmortem 12",
    "postmortem datastore",
    "postmortem 12 A disk was full. We watch it now.",
    "postmortem",
  ],
  async run(ask, tools) {
    const [first, ...said] = ask.words;
    if (first === undefined) return askWhichOver(ask, tools);
    const number = numberOf(first);
    if (number !== undefined)
      return said.length === 0
        ? openPostmortemForm(number, ask, tools)
        : sayIt(number, joined(said), ask, tools);
    const latest = await latestOf(ask.words, ask, tools);
    return typeof latest === "number"
      ? openPostmortemForm(latest, ask, tools)
      : latest;
  },
};

/** The latest incident of the service that words name. */
async function latestOf(
  words: readonly Word[],
  ask: Ask,
  tools: Tools,
): Promise<number | Reply> {
  const found = await targetOf({ verb: "postmortem", words }, ask, tools);
  if (!found.ok) return found.reply;
  const { serviceId, serviceName } = found.target;
  const { open, past } = await showIncidents(tools.context(ask.actor), {
    serviceId,
  });
  const [latest] = [...open, ...past];
  return latest?.id ?? say(`${serviceName} had no incident yet.`);
}

export async function openPostmortemForm(
  incidentId: number,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  const plan = await planPostmortem(tools.context(actor), incidentId);
  if (!plan.ok) return sayRefusal(plan);
  return {
    kind: "form",
    view: postmortemForm(plan),
    button: {
      action: buttonIds.postmortem,
      label: "Write the post-mortem",
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
  const done = await writePostmortem(tools.context(actor), incidentId, text);
  return done.ok
    ? say(writtenSentence(incidentId, done.done, tools))
    : sayRefusal(done);
}

/** Typed alone: the incidents that were over last, one of which is likely meant. */
async function askWhichOver(
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  const { past } = await showIncidents(tools.context(actor));
  if (past.length === 0) return say("No incident is over yet.");
  const buttons = past.slice(0, MOST_CHOICES).flatMap((incident, index) =>
    commandButton(
      [
        { kind: "word", text: "postmortem" },
        { kind: "word", text: String(incident.id) },
      ],
      `${incident.id}: ${incident.serviceName}`,
      index,
    ),
  );
  return say("Of which incident? `incidents` lists them all.", buttons);
}

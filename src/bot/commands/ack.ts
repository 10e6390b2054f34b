import {
  acknowledgeAll,
  acknowledgeIncident,
} from "../../actions/incidents/acknowledge-incident.ts";
import { showIncidents } from "../../actions/incidents/show-incidents.ts";
import { counted } from "../../base/text.ts";
import { type Message, say, sayRefusal } from "../reply.ts";
import { incidentsView } from "../views/incidents.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { type Asked, incidentOf, toldInThread } from "./which-incident.ts";

export const ack: Command = {
  name: "ack",
  aliases: ["acknowledge", "take"],
  summary:
    "Says that you are on it: by the incident's number, or the service's name.",
  usage: ["ack 12", "ack datastore", "ack"],
  async run(ask, tools) {
    const { words } = ask;
    if (words.length === 0) return acknowledgeHere(ask, tools);
    const found = await incidentOf({ verb: "ack", words }, ask, tools);
    return found.ok ? acknowledge(found.incidentId, ask, tools) : found.reply;
  },
};

/** In a thread all that its message tells; elsewhere the open ones are listed. */
async function acknowledgeHere(ask: Asked, tools: Tools): Promise<Message> {
  const told = await toldInThread(ask, tools);
  return told === null
    ? incidentsView(
        await showIncidents(tools.context(ask.actor), { onlyOpen: true }),
      )
    : acknowledgeMessage(told.postId, ask, tools);
}

export async function acknowledge(
  incidentId: number,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const done = await acknowledgeIncident(tools.context(actor), incidentId);
  return done.ok
    ? say(
        `Incident ${incidentId} (${done.serviceName}) is yours. The team sees it; reminders to the team stop.`,
      )
    : sayRefusal(done);
}

/** All that one message tells. */
export async function acknowledgeMessage(
  postId: number,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const done = await acknowledgeAll(tools.context(actor), postId);
  return done.ok
    ? say(
        `${counted(done.count, "incident")} ${done.count === 1 ? "is" : "are"} yours. The team sees it; reminders to the team stop.`,
      )
    : sayRefusal(done);
}

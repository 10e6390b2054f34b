import {
  acknowledgeIncident,
  openIncidentOf,
} from "../../actions/acknowledge-incident.ts";
import { showIncidents } from "../../actions/show.ts";
import { readId } from "../buttons/values.ts";
import { type Message, say, sayRefusal } from "../reply.ts";
import { incidentsView } from "../views/incidents.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { targetOf } from "./targets.ts";

export const ack: Command = {
  name: "ack",
  aliases: ["acknowledge", "take"],
  summary:
    "Says that you are on it: by the incident's number, or the service's name.",
  usage: ["ack 12", "ack datastore", "ack"],
  async run(ask, tools) {
    const { words, actor } = ask;
    const context = tools.context(actor);
    const [first] = words;
    if (first === undefined)
      return incidentsView(await showIncidents(context, { onlyOpen: true }));
    const incidentId = readId(first.text.replace(/^#/, ""));
    if (incidentId !== undefined && words.length === 1)
      return acknowledge(incidentId, ask, tools);
    const found = await targetOf({ verb: "ack", words }, ask, tools);
    if (!found.ok) return found.reply;
    const open = await openIncidentOf(context, found.target.serviceId);
    return open === null
      ? say(`${found.target.serviceName} has no open incident.`)
      : acknowledge(open.id, ask, tools);
  },
};

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

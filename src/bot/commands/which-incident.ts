import { openIncidentOf } from "../../actions/acknowledge-incident.ts";
import { showIncidents } from "../../actions/show-incidents.ts";
import { readId } from "../buttons/values.ts";
import { type Message, say } from "../reply.ts";
import type { Word } from "../words.ts";
import type { Ask, Tools } from "./command.ts";
import { commandButton, targetOf, type Wanted } from "./targets.ts";

/** The open incident that words name: by its number, or by its service. */
export async function incidentOf(
  wanted: Wanted,
  ask: Pick<Ask, "actor">,
  tools: Tools,
): Promise<{ ok: true; incidentId: number } | { ok: false; reply: Message }> {
  const [first] = wanted.words;
  const number = numberOf(first);
  if (number !== undefined && wanted.words.length === 1)
    return { ok: true, incidentId: number };
  const found = await targetOf(wanted, ask, tools);
  if (!found.ok) return found;
  const { serviceId, serviceName } = found.target;
  const open = await openIncidentOf(tools.context(ask.actor), serviceId);
  return open === null
    ? { ok: false, reply: say(`${serviceName} has no open incident.`) }
    : { ok: true, incidentId: open.id };
}

/** "12" or "#12". */
export function numberOf(word: Word | undefined): number | undefined {
  return word === undefined ? undefined : readId(word.text.replace(/^#/, ""));
}

/** Slack's row of buttons gets hard to read beyond this. */
const MOST_CHOICES = 5;

/** A verb that was typed alone: the open incidents, one of which is likely meant. */
export async function askWhichIncident(
  verb: string,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const { open } = await showIncidents(tools.context(actor), {
    onlyOpen: true,
  });
  if (open.length === 0) return say("There is no open incident. All's well.");
  const buttons = open.slice(0, MOST_CHOICES).flatMap((incident, index) =>
    commandButton(
      [
        { kind: "word", text: verb },
        { kind: "word", text: String(incident.id) },
      ],
      `${incident.id}: ${incident.serviceName}`,
      index,
    ),
  );
  const more =
    open.length > MOST_CHOICES ? " `incidents open` lists them all." : "";
  return say(`Which incident?${more}`, buttons);
}

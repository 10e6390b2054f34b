import {
  type HistoryPlace,
  showIncident,
  showIncidents,
} from "../../actions/incidents/show-incidents.ts";
import { readId } from "../buttons/values.ts";
import { type Message, type Reply, say } from "../reply.ts";
import { incidentView } from "../views/incident.ts";
import { incidentsView } from "../views/incidents.ts";
import type { Word } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { slugNamed, slugsOf } from "./looking.ts";
import { targetOf } from "./targets.ts";

export const incidents: Command = {
  name: "incidents",
  aliases: ["incident", "history"],
  summary:
    "The latest incidents, open ones first; of one service or namespace where it is named, or one with its timeline.",
  usage: [
    "incidents",
    "incidents open",
    "incidents datastore",
    "incidents iati open",
    "incidents 12",
  ],
  async run(ask, tools) {
    const { words, onlyOpen } = withoutOpen(ask.words);
    const [first] = words;
    if (first === undefined) return incidentsAt({ onlyOpen }, ask, tools);
    const number = readId(first.text.replace(/^#/, ""));
    if (number !== undefined && words.length === 1)
      return showIncidentNumber(number, ask, tools);
    const found = await targetOf({ verb: "incidents", words }, ask, tools);
    if (found.ok) {
      const { serviceId } = found.target;
      return incidentsAt({ serviceId, onlyOpen }, ask, tools);
    }
    const slug = slugNamed(words, await slugsOf(ask.actor, tools));
    return slug === undefined
      ? found.reply
      : incidentsAt({ namespaceSlug: slug, onlyOpen }, ask, tools);
  },
};

/** "open", "iati open", "open datastore" */
function withoutOpen(words: readonly Word[]): {
  words: readonly Word[];
  onlyOpen: boolean;
} {
  const isOpen = (word: Word | undefined): boolean =>
    word?.kind === "word" && word.text.toLowerCase() === "open";
  if (isOpen(words.at(-1)))
    return { words: words.slice(0, -1), onlyOpen: true };
  return isOpen(words[0])
    ? { words: words.slice(1), onlyOpen: true }
    : { words, onlyOpen: false };
}

/** A page of the history. */
export async function incidentsAt(
  place: Partial<HistoryPlace>,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  return incidentsView(await showIncidents(tools.context(actor), place));
}

export async function incidentsOf(
  serviceId: number,
  ask: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  return incidentsAt({ serviceId }, ask, tools);
}

/** One incident with its timeline. */
export async function showIncidentNumber(
  id: number,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const found = await showIncident(tools.context(actor), id);
  return found === null
    ? say(`There is no incident ${id}. \`incidents\` lists the latest.`)
    : incidentView(found);
}

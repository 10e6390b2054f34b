import { openIncidentOf } from "../../actions/incidents/acknowledge-incident.ts";
import {
  findMessage,
  incidentsIn,
  type StoryRow,
} from "../../actions/incidents/find-message.ts";
import { showIncidents } from "../../actions/incidents/show-incidents.ts";
import { readId } from "../buttons/values.ts";
import { type Message, say } from "../reply.ts";
import type { Word } from "../words.ts";
import type { Ask, Tools } from "./command.ts";
import { commandButton, targetOf, type Wanted } from "./targets.ts";

/** Who asks, and where: below a message of ours its incidents are meant. */
export type Asked = Pick<Ask, "actor" | "channelId" | "threadTs">;

/**
 * The open incident that words name: by its number, or by its service. Without words it is that of the thread; where
 * there is none, or several, the reply asks.
 */
export async function incidentOf(
  wanted: Wanted,
  ask: Asked,
  tools: Tools,
): Promise<{ ok: true; incidentId: number } | { ok: false; reply: Message }> {
  if (wanted.words.length === 0) return incidentOfThread(wanted, ask, tools);
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

/** What the message tells that a thread hangs on; nothing elsewhere. */
export async function toldInThread(
  { actor, channelId, threadTs }: Asked,
  tools: Tools,
): Promise<{ postId: number; stories: StoryRow[] } | null> {
  if (threadTs === undefined) return null;
  const context = tools.context(actor);
  const message = await findMessage(context, channelId, threadTs);
  if (message === null) return null;
  const { postId } = message;
  return { postId, stories: await incidentsIn(context, postId) };
}

async function incidentOfThread(
  wanted: Wanted,
  ask: Asked,
  tools: Tools,
): Promise<{ ok: true; incidentId: number } | { ok: false; reply: Message }> {
  const told = await toldInThread(ask, tools);
  const open = (told?.stories ?? []).filter(
    ({ resolvedAt }) => resolvedAt === null,
  );
  const [only] = open;
  return only !== undefined && open.length === 1
    ? { ok: true, incidentId: only.incidentId }
    : { ok: false, reply: await askWhichIncident(wanted, ask, tools) };
}

/** "12" or "#12". */
export function numberOf(word: Word | undefined): number | undefined {
  return word === undefined ? undefined : readId(word.text.replace(/^#/, ""));
}

/** Slack's row of buttons gets hard to read beyond this. */
const MOST_CHOICES = 5;

/** A verb that names no incident: the open ones, one of which is likely meant. */
async function askWhichIncident(
  { verb, behind = [] }: Pick<Wanted, "verb" | "behind">,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const { open } = await showIncidents(tools.context(actor), {
    onlyOpen: true,
  });
  if (open.length === 0) return say("There is no open incident. All's well.");
  const buttons = open
    .slice(0, MOST_CHOICES)
    .flatMap((incident, index) =>
      commandButton(
        [
          { kind: "word", text: verb },
          { kind: "word", text: String(incident.id) },
          ...behind,
        ],
        `${incident.id}: ${incident.serviceName}`,
        index,
      ),
    );
  const more =
    open.length > MOST_CHOICES ? " `incidents open` lists them all." : "";
  return say(`Which incident?${more}`, buttons);
}

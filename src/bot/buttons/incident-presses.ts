import { findIncidentService } from "../../actions/incidents/acknowledge-incident.ts";
import { targetById } from "../../actions/targets/find-target.ts";
import { incidentsIn } from "../../actions/incidents/find-message.ts";
import { showIncident } from "../../actions/incidents/show-incidents.ts";
import { restNamed } from "../../domain/snooze.ts";
import { acknowledge, acknowledgeMessage } from "../commands/ack.ts";
import { openChannelForm } from "../commands/channel.ts";
import type { Ask, Tools } from "../commands/command.ts";
import { handBackNow } from "../commands/handback.ts";
import { showTarget } from "../commands/looking.ts";
import { openMaintenanceForm } from "../commands/maintenance.ts";
import { openPostmortemForm } from "../commands/postmortem.ts";
import { recheck } from "../commands/recheck.ts";
import { snoozeNow, wakeNow } from "../commands/snooze.ts";
import { openUpdateForm } from "../commands/update.ts";
import { type Reply, say, sayRefusal } from "../reply.ts";
import { incidentView } from "../views/incident.ts";
import { toldIncidentsView } from "../views/told-incidents.ts";
import { buttonIds } from "./ids.ts";
import { readId } from "./values.ts";

/** Who pressed, and below which message. */
export type IncidentPress = Pick<Ask, "actor" | "channelId" | "threadTs"> & {
  messageTs?: string | undefined;
};

type Act = (id: number, press: IncidentPress, tools: Tools) => Promise<Reply>;

const unreadable = say(
  "This button is of another version of allswell: type the command instead. `help` lists them all.",
);

/** A button whose value is an incident's number. */
function numbered(act: Act) {
  return async (value: string, press: IncidentPress, tools: Tools) => {
    const id = readId(value);
    return id === undefined ? unreadable : act(id, press, tools);
  };
}

/** A choice whose value is an incident's number and a word. */
function chosen(
  act: (
    id: number,
    word: string,
    press: IncidentPress,
    tools: Tools,
  ) => Promise<Reply>,
) {
  return async (value: string, press: IncidentPress, tools: Tools) => {
    const [number = "", word = ""] = value.split(" ");
    const id = readId(number);
    return id === undefined ? unreadable : act(id, word, press, tools);
  };
}

async function snoozeAs(
  id: number,
  word: string,
  press: IncidentPress,
  tools: Tools,
): Promise<Reply> {
  const rest = restNamed(word);
  return rest === undefined ? unreadable : snoozeNow(id, rest, press, tools);
}

/** What stands behind the three dots. */
async function more(
  id: number,
  word: string,
  press: IncidentPress,
  tools: Tools,
): Promise<Reply> {
  switch (word) {
    case "handback":
      return handBackNow(id, press, tools);
    case "details":
      return details(id, press, tools);
    case "maintenance":
      return startMaintenance(id, press, tools);
    default:
      return unreadable;
  }
}

/** How the service does now; of an incident that is over, what happened in it. */
async function details(
  id: number,
  press: IncidentPress,
  tools: Tools,
): Promise<Reply> {
  const incident = await showIncident(tools.context(press.actor), id);
  if (incident !== null && incident.resolvedAt !== null)
    return incidentView(incident);
  const service = await serviceOf(id, press, tools);
  return service.ok
    ? showTarget({ serviceId: service.id, monitorId: null }, press, tools)
    : service.reply;
}

async function startMaintenance(
  id: number,
  press: IncidentPress,
  tools: Tools,
): Promise<Reply> {
  const service = await serviceOf(id, press, tools);
  return service.ok
    ? openMaintenanceForm(press, tools, {
        serviceId: service.id,
        beginsNow: true,
      })
    : service.reply;
}

async function serviceOf(
  incidentId: number,
  { actor }: IncidentPress,
  tools: Tools,
): Promise<{ ok: true; id: number } | { ok: false; reply: Reply }> {
  const context = tools.context(actor);
  const id = await findIncidentService(context, incidentId);
  if (id === null)
    return { ok: false, reply: say("There is no such incident any more.") };
  const found = await targetById(context.store.db, { serviceId: id });
  return found.ok ? { ok: true, id } : { ok: false, reply: sayRefusal(found) };
}

/** The buttons below incidents' messages, and what belongs to them. */
export const incidentAnswers = {
  [buttonIds.acknowledge]: numbered(acknowledge),
  [buttonIds.recheck]: numbered(recheck),
  [buttonIds.incident]: numbered(details),
  [buttonIds.snoozeIncident]: chosen(snoozeAs),
  [buttonIds.wakeIncident]: numbered(wakeNow),
  [buttonIds.updateIncident]: numbered(openUpdateForm),
  [buttonIds.postmortem]: numbered(openPostmortemForm),
  [buttonIds.moreOfIncident]: chosen(more),
  [buttonIds.acknowledgeAll]: numbered(acknowledgeMessage),
  [buttonIds.listTold]: numbered(async (id, { actor }, tools) =>
    toldIncidentsView(await incidentsIn(tools.context(actor), id)),
  ),
  [buttonIds.channelForm]: async (
    _value: string,
    press: IncidentPress,
    tools: Tools,
  ) => openChannelForm(press, tools),
};

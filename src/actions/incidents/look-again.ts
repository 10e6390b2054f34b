import type { Sight } from "../../base/slack-evidence.ts";
import type { Incident } from "../../store/entities/incidents.ts";
import { addEntry, findIncident } from "../../store/incidents/incidents.ts";
import { putLook } from "../../store/results/looks.ts";
import { monitorsToLookAt } from "../../store/targets/monitors.ts";
import { getService } from "../../store/targets/services.ts";
import { noSuchIncident } from "./act-on-incident.ts";
import type { Context, Refusal } from "../context.ts";
import { mayNotAct } from "../people/permission.ts";
import { refreshMessages } from "./refresh-messages.ts";

/** More at once would be a burst on somebody's host, and nobody reads so many. */
const MOST_LOOKS = 10;

/** What another look at an incident is to look at. */
export interface LookPlan {
  ok: true;
  incident: Incident;
  serviceName: string;
  monitors: { id: number; name: string }[];
  /** So many more are not looked at. */
  left: number;
}

/** The monitors that fail, or all where none does. It sends requests out, so guests may not. */
export async function planLook(
  context: Context,
  incidentId: number,
): Promise<LookPlan | Refusal> {
  const refusal = mayNotAct(context);
  if (refusal !== undefined) return refusal;
  const { db } = context.store;
  const incident = await findIncident(db, incidentId);
  if (incident === null) return noSuchIncident(incidentId);
  const service = await getService(db, incident.serviceId);
  const all = await monitorsToLookAt(db, service.id);
  const failing = all.filter(({ fails }) => fails);
  const wanted = failing.length > 0 ? failing : all;
  const monitors = wanted.slice(0, MOST_LOOKS);
  return {
    ok: true,
    incident,
    serviceName: service.name,
    monitors,
    left: wanted.length - monitors.length,
  };
}

/** The message says that somebody is looking. */
export async function beginLook(
  context: Context,
  incidentId: number,
): Promise<void> {
  await keep(context, incidentId, null);
}

/** The message says what was seen; the timeline says it in a line. */
export async function finishLook(
  context: Context,
  incidentId: number,
  seen: { sights: Sight[]; left: number },
): Promise<void> {
  await keep(context, incidentId, seen);
}

async function keep(
  { store, now, actor }: Context,
  incidentId: number,
  evidence: { sights: Sight[]; left: number } | null,
): Promise<void> {
  await store.transaction(async (tx) => {
    await putLook(tx, { incidentId, at: now, actor: actor.name, evidence });
    if (evidence !== null)
      await addEntry(tx, {
        incidentId,
        at: now,
        kind: "looked",
        text: `Looked again: ${evidence.sights.map(({ name, outcome }) => `${name} ${outcome}`).join(", ")}`,
        actor: actor.name,
      });
    await refreshMessages(tx, incidentId, now);
  });
}

import type { Db } from "../../store/db.ts";
import type { Incident } from "../../store/entities/incidents.ts";
import {
  acknowledge,
  findIncident,
  findOpenIncident,
  handBack,
  untakenIn,
} from "../../store/incidents/incidents.ts";
import {
  type Acted,
  actOnIncident,
  type Scene,
  sceneOf,
} from "./act-on-incident.ts";
import { announce } from "./announce.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import { audit, mayNotAct } from "../people/permission.ts";

/** "I have it": stops the reminders to the team and says who is on it. The first who says so is it. */
export async function acknowledgeIncident(
  context: Context,
  incidentId: number,
): Promise<Acted | Refusal> {
  return actOnIncident(context, incidentId, async (tx, scene) =>
    (await take(tx, context, scene)) ? undefined : refuseTaken(context, scene),
  );
}

/** Takes on all that a message tells and that nobody has taken yet; how many those were. */
export async function acknowledgeAll(
  context: Context,
  postId: number,
): Promise<{ ok: true; count: number } | Refusal> {
  const refusal = mayNotAct(context);
  if (refusal !== undefined) return refusal;
  const count = await context.store.transaction(async (tx) => {
    let taken = 0;
    for (const incident of await untakenIn(tx, postId))
      if (await take(tx, context, await sceneOf(tx, incident))) taken += 1;
    return taken;
  });
  return count > 0
    ? { ok: true, count }
    : refuse(
        "nothing-left",
        "There is nothing left to acknowledge: all of these are taken, or over.",
      );
}

async function take(
  tx: Db,
  context: Context,
  { incident: before, service, namespace }: Scene,
): Promise<boolean> {
  const { actor, now } = context;
  if (!(await acknowledge(tx, before.id, actor.name, now))) return false;
  const incident = {
    ...before,
    acknowledgedAt: now,
    acknowledgedBy: actor.name,
  };
  await announce(tx, {
    reason: "acknowledged",
    incident,
    service,
    namespace,
    at: now,
    detail: null,
    actor: actor.name,
  });
  await audit(tx, context, "ack", `incident ${incident.id}`, {
    service: service.name,
  });
  return true;
}

function refuseTaken(
  { actor }: Context,
  { incident: { id, acknowledgedBy }, service }: Scene,
): Refusal {
  const who =
    acknowledgedBy === actor.name
      ? "You have"
      : `${acknowledgedBy ?? "Somebody"} has`;
  return refuse(
    "already-acknowledged",
    `${who} incident ${id} (${service.name}) already.`,
  );
}

/** "I am not on it any more": the team is reminded again. Whoever may take it on may give it back, for others, too. */
export async function handBackIncident(
  context: Context,
  incidentId: number,
): Promise<Acted | Refusal> {
  const { actor, now } = context;
  return actOnIncident(context, incidentId, async (tx, scene) => {
    const { incident, service } = scene;
    if (!(await handBack(tx, incident.id)))
      return refuse(
        "not-acknowledged",
        `Nobody is on incident ${incident.id} (${service.name}).`,
      );
    await announce(tx, {
      ...scene,
      reason: "handed-back",
      incident: { ...incident, acknowledgedAt: null, acknowledgedBy: null },
      at: now,
      detail: null,
      actor: actor.name,
    });
    await audit(tx, context, "handback", `incident ${incident.id}`, {
      service: service.name,
      from: incident.acknowledgedBy,
    });
    return undefined;
  });
}

/** The open incident of a service, for those who name the service instead of the number. */
export async function openIncidentOf(
  context: Context,
  serviceId: number,
): Promise<Incident | null> {
  return findOpenIncident(context.store.db, serviceId);
}

/** The service that an incident is about; null where there is no such incident. */
export async function findIncidentService(
  context: Context,
  incidentId: number,
): Promise<number | null> {
  return (await findIncident(context.store.db, incidentId))?.serviceId ?? null;
}

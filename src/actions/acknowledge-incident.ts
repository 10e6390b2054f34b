import { durationInWords } from "../domain/duration.ts";
import type { Incident } from "../store/entities/incidents.ts";
import {
  acknowledge,
  findIncident,
  findOpenIncident,
} from "../store/incidents.ts";
import { getNamespace } from "../store/namespaces.ts";
import { getService, lockService } from "../store/services.ts";
import { announce } from "./announce.ts";
import { type Context, refuse, type Refusal } from "./context.ts";
import { audit, mayNotAct } from "./permission.ts";

/** "I have it": stops the reminders to the team and says who is on it. The first who says so is it. */
export async function acknowledgeIncident(
  context: Context,
  incidentId: number,
): Promise<{ ok: true; incident: Incident; serviceName: string } | Refusal> {
  const refusal = mayNotAct(context);
  if (refusal !== undefined) return refusal;
  const known = await findIncident(context.store.db, incidentId);
  if (known === null)
    return refuse(
      "not-found",
      `There is no incident ${incidentId}. \`incidents\` lists the latest.`,
    );
  return context.store.transaction(async (tx) => {
    const service =
      (await lockService(tx, known.serviceId)) ??
      (await getService(tx, known.serviceId));
    const won = await acknowledge(
      tx,
      incidentId,
      context.actor.name,
      context.now,
    );
    const incident = (await findIncident(tx, incidentId)) ?? known;
    if (!won) return refuseLate(context, incident, service.name);
    const namespace = await getNamespace(tx, service.namespaceId);
    await announce(tx, {
      reason: "acknowledged",
      incident,
      service,
      namespace,
      at: context.now,
      detail: null,
      actor: context.actor.name,
    });
    await audit(tx, context, "ack", `incident ${incidentId}`, {
      service: service.name,
    });
    return { ok: true as const, incident, serviceName: service.name };
  });
}

function refuseLate(
  { actor }: Context,
  { id, resolvedAt, beganAt, acknowledgedBy }: Incident,
  serviceName: string,
): Refusal {
  if (resolvedAt !== null) {
    return refuse(
      "already-over",
      `Incident ${id} (${serviceName}) is over already; it lasted ${durationInWords(resolvedAt - beganAt)}.`,
    );
  }
  const who =
    acknowledgedBy === actor.name
      ? "You have"
      : `${acknowledgedBy ?? "Somebody"} has`;
  return refuse(
    "already-acknowledged",
    `${who} incident ${id} (${serviceName}) already.`,
  );
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

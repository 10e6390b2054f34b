import { durationInWords } from "../../domain/duration.ts";
import type { Db } from "../../store/db.ts";
import type { Incident } from "../../store/entities/incidents.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import type { Service } from "../../store/entities/services.ts";
import { findIncident } from "../../store/incidents/incidents.ts";
import { getNamespace } from "../../store/targets/namespaces.ts";
import { getService, lockService } from "../../store/targets/services.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import { mayNotAct } from "../people/permission.ts";

/** An incident with what it belongs to. */
export interface Scene {
  incident: Incident;
  service: Service;
  namespace: Namespace;
}

/** The incident as it is now, and its service's name. */
export interface Acted {
  ok: true;
  incident: Incident;
  serviceName: string;
}

/**
 * Does something to an open incident, in one transaction under its service's lock: nothing changes while it is decided.
 * Whoever refuses must have written nothing.
 */
export async function actOnIncident(
  context: Context,
  incidentId: number,
  act: (tx: Db, scene: Scene) => Promise<Refusal | undefined>,
): Promise<Acted | Refusal> {
  const refusal = mayNotAct(context);
  if (refusal !== undefined) return refusal;
  const known = await findIncident(context.store.db, incidentId);
  if (known === null) return noSuchIncident(incidentId);
  return context.store.transaction(async (tx) => {
    const scene = await sceneOf(tx, known);
    const refused = refuseOver(scene) ?? (await act(tx, scene));
    if (refused !== undefined) return refused;
    const incident = (await findIncident(tx, incidentId)) ?? scene.incident;
    return { ok: true as const, incident, serviceName: scene.service.name };
  });
}

/** The incident with its service, locked where it still is one. */
export async function sceneOf(tx: Db, known: Incident): Promise<Scene> {
  const service =
    (await lockService(tx, known.serviceId)) ??
    (await getService(tx, known.serviceId));
  const namespace = await getNamespace(tx, service.namespaceId);
  const incident = (await findIncident(tx, known.id)) ?? known;
  return { incident, service, namespace };
}

export function noSuchIncident(incidentId: number): Refusal {
  return {
    ...refuse("not-found", `There is no incident ${incidentId}.`),
    hint: "`incidents` lists the latest.",
  };
}

function refuseOver({ incident, service }: Scene): Refusal | undefined {
  const { id, resolvedAt, beganAt } = incident;
  return resolvedAt === null
    ? undefined
    : refuse(
        "already-over",
        `Incident ${id} (${service.name}) is over already; it lasted ${durationInWords(resolvedAt - beganAt)}.`,
      );
}

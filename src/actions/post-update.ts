import { postProblem } from "../base/post-words.ts";
import { storable } from "../base/text.ts";
import type { Namespace } from "../store/entities/namespaces.ts";
import type { Service } from "../store/entities/services.ts";
import { findIncident } from "../store/incidents.ts";
import { getNamespace } from "../store/namespaces.ts";
import { listenersOf } from "../store/outlets.ts";
import { getService } from "../store/services.ts";
import {
  type Acted,
  actOnIncident,
  noSuchIncident,
} from "./act-on-incident.ts";
import { announce } from "./announce.ts";
import { type Context, refuseFields, type Refusal } from "./context.ts";
import { audit, mayNotAct, mayNotAnnounce } from "./permission.ts";

/** What somebody wants to say about an incident. */
export interface Update {
  text: string;
  /** On the public page. */
  onPage: boolean;
  /** Through the accounts that customers hear. */
  onX: boolean;
}

export const LONGEST_UPDATE = 1_000;

/** What a form for an update needs to know. */
export interface UpdatePlan {
  ok: true;
  incidentId: number;
  serviceName: string;
  /** Whether it can be shown on the page; false where the person or the service may not. */
  mayBePublic: boolean;
  /** The accounts that would say it, by name; none where there are none or the person may not. */
  accounts: string[];
}

export async function planUpdate(
  context: Context,
  incidentId: number,
): Promise<UpdatePlan | Refusal> {
  const refusal = mayNotAct(context);
  if (refusal !== undefined) return refusal;
  const { db } = context.store;
  const incident = await findIncident(db, incidentId);
  if (incident === null) return noSuchIncident(incidentId);
  const service = await getService(db, incident.serviceId);
  const namespace = await getNamespace(db, service.namespaceId);
  const may = mayNotAnnounce(context, namespace) === undefined;
  return {
    ok: true,
    incidentId,
    serviceName: service.name,
    mayBePublic: may && service.public,
    accounts:
      may && service.public
        ? await accountsOf(context, service, namespace)
        : [],
  };
}

async function accountsOf(
  { store }: Context,
  service: Service,
  namespace: Namespace,
): Promise<string[]> {
  const outlets = await listenersOf(store.db, {
    namespaceId: namespace.id,
    namespaceSlug: namespace.slug,
    serviceId: service.id,
    nameKey: service.nameKey,
  });
  return outlets.flatMap(({ audience, label }) =>
    audience === "customers" ? [label] : [],
  );
}

/** Says something about an incident: to the team always, to customers where it is wanted and the person may. */
export async function postUpdate(
  context: Context,
  incidentId: number,
  { text: typed, onPage, onX }: Update,
): Promise<Acted | Refusal> {
  const { actor, now } = context;
  const text = storable(typed).trim();
  if (text === "" || text.length > LONGEST_UPDATE)
    return refuseText(
      text === ""
        ? "Write what there is to say."
        : `An update has at most ${LONGEST_UPDATE} characters; this has ${text.length}.`,
    );
  return actOnIncident(context, incidentId, async (tx, scene) => {
    const { incident, service, namespace } = scene;
    const refused =
      onPage || onX ? mayNotAnnounce(context, namespace) : undefined;
    if (refused !== undefined) return refused;
    const problem = onX ? postProblem(service.name, text) : undefined;
    if (problem !== undefined) return refuseText(problem);
    await announce(tx, {
      ...scene,
      reason: "update",
      at: now,
      detail: text,
      actor: actor.name,
      isPublic: onPage,
      forCustomers: onX,
    });
    await audit(tx, context, "update", `incident ${incident.id}`, {
      service: service.name,
      text,
      onPage,
      onX,
    });
    return undefined;
  });
}

function refuseText(problem: string): Refusal {
  return refuseFields([{ field: "text", text: problem }]);
}

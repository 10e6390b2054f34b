import { postProblem } from "../../base/post-words.ts";
import { storable } from "../../base/text.ts";
import { isNetwork, networkNames } from "../../domain/posts/networks.ts";
import type { Db } from "../../store/db.ts";
import type { Outlet } from "../../store/entities/outlets.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import type { Service } from "../../store/entities/services.ts";
import { findIncident } from "../../store/incidents/incidents.ts";
import { getNamespace } from "../../store/targets/namespaces.ts";
import { listenersOf } from "../../store/telling/outlets.ts";
import { getService } from "../../store/targets/services.ts";
import {
  type Acted,
  actOnIncident,
  noSuchIncident,
  type Scene,
} from "./act-on-incident.ts";
import { announce, toldName } from "./announce.ts";
import { type Context, refuseFields, type Refusal } from "../context.ts";
import { audit, mayNotAct, mayNotAnnounce } from "../people/permission.ts";
import { postedName } from "../posts/voice.ts";

/** What somebody wants to say about an incident. */
export interface Update {
  text: string;
  /** On the public page. */
  onPage: boolean;
  /** By whatever customers hear: accounts of networks, mails. */
  toCustomers: boolean;
}

/** `ways` are those by which customers hear of it, in words; none where nothing tells them of this service. */
export type Updated = Acted & { ways: string[] };

export const LONGEST_UPDATE = 1_000;

/** What a form for an update needs to know. */
export interface UpdatePlan {
  ok: true;
  incidentId: number;
  serviceName: string;
  /** Whether it can be shown on the page; false where the person or the service may not. */
  mayBePublic: boolean;
  /** By what customers would hear of it, in words; nothing where nothing tells them or the person may not. */
  ways: string[];
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
    ways:
      may && service.public
        ? waysOf(await hearersOf(context.store.db, service, namespace))
        : [],
  };
}

/** As it will stand before the words. */
async function nameInPosts(tx: Db, scene: Scene): Promise<string> {
  const { service, namespace } = scene;
  const outlets = await hearersOf(tx, service, namespace);
  const posting = outlets.filter(({ channel }) => isNetwork(channel));
  return postedName(tx, posting, toldName(scene), namespace.name);
}

async function hearersOf(
  db: Db,
  { id, nameKey }: Service,
  namespace: Namespace,
): Promise<Outlet[]> {
  return listenersOf(db, {
    namespaceId: namespace.id,
    namespaceSlug: namespace.slug,
    serviceId: id,
    nameKey,
  });
}

/** "@iati_status on X"; of mails no address is said. */
function waysOf(outlets: readonly Outlet[]): string[] {
  const customers = outlets.filter(({ audience }) => audience === "customers");
  const accounts = customers.flatMap(({ channel, label }) =>
    isNetwork(channel) ? [`${label} on ${networkNames[channel]}`] : [],
  );
  const hasMail = customers.some(({ channel }) => channel === "mail");
  return [...accounts, ...(hasMail ? ["mail to who asked for it"] : [])];
}

/** Says something about an incident: to the team always, to customers where it is wanted and the person may. */
export async function postUpdate(
  context: Context,
  incidentId: number,
  { text: typed, onPage, toCustomers }: Update,
): Promise<Updated | Refusal> {
  const { actor, now } = context;
  const text = storable(typed).trim();
  if (text === "" || text.length > LONGEST_UPDATE)
    return refuseText(
      text === ""
        ? "Write what there is to say."
        : `An update has at most ${LONGEST_UPDATE} characters; this has ${text.length}.`,
    );
  let ways: string[] = [];
  const acted = await actOnIncident(context, incidentId, async (tx, scene) => {
    const { incident, service, namespace } = scene;
    const refused =
      onPage || toCustomers ? mayNotAnnounce(context, namespace) : undefined;
    if (refused !== undefined) return refused;
    const problem = toCustomers
      ? postProblem(await nameInPosts(tx, scene), text)
      : undefined;
    if (problem !== undefined) return refuseText(problem);
    const hearers = await announce(tx, {
      ...scene,
      reason: "update",
      at: now,
      detail: text,
      actor: actor.name,
      isPublic: onPage,
      forCustomers: toCustomers,
    });
    ways = waysOf(hearers);
    await audit(tx, context, "update", `incident ${incident.id}`, {
      service: service.name,
      text,
      onPage,
      toCustomers,
    });
    return undefined;
  });
  return acted.ok ? { ...acted, ways } : acted;
}

function refuseText(problem: string): Refusal {
  return refuseFields([{ field: "text", text: problem }]);
}

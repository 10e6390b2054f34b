import { storable } from "../../base/text.ts";
import { findIncident } from "../../store/incidents/incidents.ts";
import { getNamespace } from "../../store/targets/namespaces.ts";
import {
  findPostmortem,
  putPostmortem,
  removePostmortem,
} from "../../store/incidents/postmortems.ts";
import { getService } from "../../store/targets/services.ts";
import { noSuchIncident } from "./act-on-incident.ts";
import {
  type Context,
  refuse,
  refuseFields,
  type Refusal,
} from "../context.ts";
import { audit, mayNotAnnounce } from "../people/permission.ts";

/** As much as Slack's own input takes. */
export const LONGEST_POSTMORTEM = 3_000;

/** What a form for a post-mortem needs to know. */
export interface PostmortemPlan {
  ok: true;
  incidentId: number;
  serviceName: string;
  /** What stands there already; "" where nothing does. */
  text: string;
}

/** Whether somebody may write for customers what happened in an incident, and what is written. */
export async function planPostmortem(
  context: Context,
  incidentId: number,
): Promise<PostmortemPlan | Refusal> {
  const { db } = context.store;
  const incident = await findIncident(db, incidentId);
  if (incident === null) return noSuchIncident(incidentId);
  const service = await getService(db, incident.serviceId);
  const namespace = await getNamespace(db, service.namespaceId);
  const refusal = mayNotAnnounce(context, namespace);
  if (refusal !== undefined) return refusal;
  if (!service.public || service.removedAt !== null)
    return refuse(
      "not-public",
      `${service.name} is not on the public page, and so is nothing of its incidents.`,
    );
  const written = await findPostmortem(db, incidentId);
  return {
    ok: true,
    incidentId,
    serviceName: service.name,
    text: written?.text ?? "",
  };
}

/** Puts a post-mortem on the public page of an incident, in the place of the one before; "" takes it away. */
export async function writePostmortem(
  context: Context,
  incidentId: number,
  typed: string,
): Promise<{ ok: true; done: "written" | "removed" | "unchanged" } | Refusal> {
  const plan = await planPostmortem(context, incidentId);
  if (!plan.ok) return plan;
  const text = storable(typed).replaceAll(/\r\n?/g, "\n").trim();
  if (text.length > LONGEST_POSTMORTEM)
    return refuseFields([
      {
        field: "text",
        text: `A post-mortem has at most ${LONGEST_POSTMORTEM} characters; this has ${text.length}.`,
      },
    ]);
  if (text === plan.text) return { ok: true, done: "unchanged" };
  const { actor, now } = context;
  return context.store.transaction(async (tx) => {
    if (text === "") await removePostmortem(tx, incidentId);
    else
      await putPostmortem(tx, { incidentId, text, at: now, actor: actor.name });
    await audit(tx, context, "postmortem", `incident ${incidentId}`, {
      service: plan.serviceName,
      text,
    });
    return {
      ok: true as const,
      done: text === "" ? ("removed" as const) : ("written" as const),
    };
  });
}

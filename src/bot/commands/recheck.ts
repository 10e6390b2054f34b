import { findMessage } from "../../actions/incidents/find-message.ts";
import {
  beginLook,
  finishLook,
  planLook,
} from "../../actions/incidents/look-again.ts";
import { lookAtAll, sightOf } from "../../actions/inside/sights.ts";
import { within } from "../../base/within.ts";
import { type Message, say, sayRefusal } from "../reply.ts";
import { evidenceView } from "../views/evidence.ts";
import type { Ask, Tools } from "./command.ts";

/** Whoever waits longer is told that it is being looked. */
const PATIENCE_MS = 700;

type Where = Pick<Ask, "actor" | "channelId"> & {
  messageTs?: string | undefined;
};

/**
 * Looks at what fails, for everybody: the incident's messages show what was seen. Where it was asked for below another
 * message, the answer comes there, too.
 */
export async function recheck(
  incidentId: number,
  where: Where,
  tools: Tools,
): Promise<Message> {
  const context = () => tools.context(where.actor);
  const plan = await planLook(context(), incidentId);
  if (!plan.ok) return sayRefusal(plan);
  const isOpen = plan.incident.resolvedAt === null;
  const looking = lookAtAll(context(), plan.monitors, (id) => tools.probe(id));
  if (
    isOpen &&
    (await within(looking, PATIENCE_MS, () => undefined)) === undefined
  )
    await beginLook(context(), incidentId);
  const evidence = await looking;
  if (isOpen)
    await finishLook(context(), incidentId, {
      sights: evidence.map(sightOf),
      left: plan.left,
    });
  if (evidence.length === 0)
    return say("There is nothing left to look at: it is paused or removed.");
  const answer = evidenceView(plan.serviceName, evidence, plan.left);
  return isOpen && (await isItsMessage(incidentId, where, tools))
    ? { ...answer, isShown: true }
    : answer;
}

/** Whether the button was below the incident's own message, which shows the answer. */
async function isItsMessage(
  incidentId: number,
  { actor, channelId, messageTs }: Where,
  tools: Tools,
): Promise<boolean> {
  if (messageTs === undefined) return false;
  const found = await findMessage(tools.context(actor), channelId, messageTs);
  return (
    found !== null && !found.isReply && found.incidentIds.includes(incidentId)
  );
}

import { crashPoint } from "../../base/crash.ts";
import { nextReminder } from "../../domain/incident.ts";
import {
  changeIncident,
  claimDueReminder,
  isAnyReminderDue,
} from "../../store/incidents/incidents.ts";
import { getNamespace } from "../../store/targets/namespaces.ts";
import { getService } from "../../store/targets/services.ts";
import { announce } from "./announce.ts";
import type { Context } from "../context.ts";

/** Says of one service that it is still down, where that is due; false where nothing is. */
export async function remindOne({ store, now }: Context): Promise<boolean> {
  if (!(await isAnyReminderDue(store.db, now))) return false;
  const reminded = await store.transaction(async (tx) => {
    const incident = await claimDueReminder(tx, now);
    if (incident === null) return undefined;
    const service = await getService(tx, incident.serviceId);
    crashPoint("before-record", service.name);
    const namespace = await getNamespace(tx, service.namespaceId);
    const downSince = incident.downSince ?? incident.beganAt;
    await changeIncident(tx, incident.id, {
      nextReminderAt: nextReminder(downSince, namespace.remindEveryMs, now),
    });
    await announce(tx, {
      reason: "reminder",
      incident,
      service,
      namespace,
      at: now,
      detail: null,
      actor: null,
    });
    crashPoint("in-record", service.name);
    return service.name;
  });
  if (reminded !== undefined) crashPoint("after-record", reminded);
  return reminded !== undefined;
}

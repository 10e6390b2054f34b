import type { AnnouncementReason } from "../../domain/announcement.ts";
import { isPaged } from "../../domain/paging.ts";
import type { Instant } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import type { Incident } from "../../store/entities/incidents.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import type { Service } from "../../store/entities/services.ts";
import {
  beginPaging,
  calledOutlets,
  endPaging,
} from "../../store/paging/pagings.ts";

interface Change {
  reason: AnnouncementReason;
  incident: Incident;
  service: Service;
  namespace: Namespace;
  at: Instant;
  only?: string;
}

/**
 * Begins and ends the calling of people, in the transaction of the change that asks for it: neither can be lost. Returns
 * who is told of the end because they were called.
 */
export async function followByPaging(
  tx: Db,
  change: Change,
): ReturnType<typeof calledOutlets> {
  const { reason, incident, at } = change;
  switch (reason) {
    case "down":
    case "difficulties":
    case "worsened": // nobody is woken up late: what comes within the next moments is in a second SMS
    case "handed-back":
    case "woken":
    case "reminder": // everybody was called hours ago, and still nobody has it
      if (callsFor(change)) await beginPaging(tx, incident.id, at);
      return [];
    case "improved":
      if (!callsFor(change)) await endPaging(tx, incident.id, "improved");
      return [];
    case "acknowledged":
    case "snoozed":
      await endPaging(tx, incident.id, reason);
      return [];
    case "recovered":
    case "ended":
      if (change.only !== undefined) return [];
      await endPaging(tx, incident.id, reason);
      return calledOutlets(tx, incident.id);
    case "update":
      return [];
  }
}

/** Nobody is called for what somebody has, or has put off. */
function callsFor({ service, incident }: Change): boolean {
  return (
    isPaged(service.pages, incident.severity) &&
    incident.acknowledgedAt === null &&
    incident.snoozedAt === null
  );
}

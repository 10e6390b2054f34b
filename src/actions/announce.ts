import { type AnnouncementReason, decide } from "../domain/announcement.ts";
import { isEditable } from "../domain/channels.ts";
import { sentence } from "../domain/sentences.ts";
import type { Instant } from "../domain/time.ts";
import type { Db } from "../store/db.ts";
import {
  insertAnnouncement,
  insertDeliveries,
  toldOf,
  threadsOf,
  wishEdit,
} from "../store/deliveries.ts";
import type { Outlet } from "../store/entities/announcements.ts";
import type { Incident } from "../store/entities/incidents.ts";
import type { Namespace } from "../store/entities/namespaces.ts";
import type { Service } from "../store/entities/services.ts";
import { addEntry } from "../store/incidents.ts";
import { listenersOf } from "../store/outlets.ts";

export interface News {
  reason: AnnouncementReason;
  incident: Incident;
  service: Service;
  namespace: Namespace;
  at: Instant;
  detail: string | null;
  actor: string | null;
}

/** Decides once, in the transaction of the change itself, who is told what: the timeline, the announcement, its deliveries. */
export async function announce(tx: Db, news: News): Promise<void> {
  const { reason, incident, service, namespace, at, detail, actor } = news;
  const text = sentence({
    reason,
    service: service.name,
    beganAt: incident.beganAt,
    at,
    detail,
  });
  await addEntry(tx, {
    incidentId: incident.id,
    at,
    kind: reason,
    text,
    actor,
  });
  const announcement = await insertAnnouncement(tx, {
    incidentId: incident.id,
    reason,
    text,
    facts: {
      namespace: {
        slug: namespace.slug,
        name: namespace.name,
        timezone: namespace.timezone,
      },
      service: { name: service.name, slug: service.slug },
      beganAt: incident.beganAt,
      at,
      detail,
      actor,
    },
    createdAt: at,
  });
  const told = await toldOf(tx, incident.id);
  const outlets = (await listenersOf(tx, namespace.id)).filter((outlet) =>
    hears(outlet, news, told.get(outlet.id) ?? []),
  );
  await insertDeliveries(
    tx,
    announcement,
    outlets.map(({ id, channel }) => ({
      outletId: id,
      dueAt: isEditable(channel) ? at : at + namespace.foldMs,
    })),
    at,
  );
  for (const { postId, channel } of await threadsOf(tx, incident.id)) {
    if (isEditable(channel)) await wishEdit(tx, postId, at);
  }
}

function hears(
  outlet: Outlet,
  { reason, incident, namespace }: News,
  told: readonly AnnouncementReason[],
): boolean {
  return decide(reason, {
    audience: outlet.audience,
    told,
    wantsDifficulties: namespace.announceDifficulties,
    acknowledged: incident.acknowledgedAt !== null,
  }).tell;
}

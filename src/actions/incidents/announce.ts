import {
  type AnnouncementReason,
  type Audience,
  decide,
} from "../../domain/announcement.ts";
import { isEditable, isToldAtOnce } from "../../domain/channels.ts";
import { sentence } from "../../domain/sentences.ts";
import type { Instant } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import {
  insertAnnouncement,
  insertDeliveries,
  toldAfter,
  toldOf,
} from "../../store/telling/deliveries.ts";
import { threadsOf, wishEdit } from "../../store/telling/edits.ts";
import { dropHeld, dropHeldBefore } from "../../store/telling/drafts.ts";
import { dropEnded } from "../../store/telling/not-told.ts";
import type { Outlet } from "../../store/entities/outlets.ts";
import type { Incident } from "../../store/entities/incidents.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import type { Service } from "../../store/entities/services.ts";
import { addEntry } from "../../store/incidents/incidents.ts";
import { type Heard, listenersOf } from "../../store/telling/outlets.ts";
import { followByPaging } from "../paging/follow-news.ts";

export interface News {
  reason: AnnouncementReason;
  incident: Incident;
  service: Service;
  namespace: Namespace;
  at: Instant;
  detail: string | null;
  actor: string | null;
  /** Of a snooze: until when; null where it ends with the incident. */
  until?: Instant | null;
  /** Of somebody's update: whether the page shows it, and whether customers are told. */
  isPublic?: boolean;
  forCustomers?: boolean;
  /** Whom alone it concerns; everybody where it is not said. */
  only?: Audience;
  /** The incident begins with it: nobody was told of it before. */
  isFirst?: boolean;
}

/**
 * Decides once, in the transaction of the change itself, who is told what: the timeline, the announcement, its deliveries.
 * Returns who hears of it, beside those who are called.
 */
export async function announce(tx: Db, news: News): Promise<Outlet[]> {
  const { reason, incident, service, namespace, at, detail, actor } = news;
  const { isFirst = false } = news;
  const name = toldName(news);
  const text = sentence({
    reason,
    service: name,
    // Before it was down it may have been in difficulties for hours.
    beganAt:
      reason === "reminder"
        ? (incident.downSince ?? incident.beganAt)
        : incident.beganAt,
    at,
    detail,
    actor,
  });
  await addEntry(tx, {
    incidentId: incident.id,
    at,
    kind: reason,
    text,
    actor,
    public: news.isPublic ?? false,
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
      service: { name, slug: service.slug },
      beganAt: incident.beganAt,
      at,
      detail,
      actor,
      ...(news.until === undefined ? {} : { until: news.until }),
    },
    createdAt: at,
  });
  const told = isFirst
    ? new Map<number, AnnouncementReason[]>()
    : await toldOf(tx, incident.id);
  // Whoever was told of a later outage hears of its end instead.
  const later = news.only === "customers" ? await toldAfter(tx, incident) : [];
  const listening = (await listenersOf(tx, heardOf(news))).filter(
    (outlet) =>
      !later.includes(outlet.id) &&
      hears(outlet, news, told.get(outlet.id) ?? []),
  );
  const called = await followByPaging(tx, news);
  const outlets = [
    ...listening,
    ...called.filter(({ id }) => listening.every((one) => one.id !== id)),
  ];
  await insertDeliveries(
    tx,
    announcement,
    outlets.map((outlet) => ({
      outletId: outlet.id,
      dueAt:
        isToldAtOnce(outlet) || reason === "update"
          ? at
          : at + namespace.foldMs,
    })),
    at,
  );
  if (isFirst) {
    if (service.public) await dropHeldBefore(tx, service.id, at);
    return listening;
  }
  if (incident.resolvedAt !== null) await dropHeld(tx, incident.id, at);
  if (reason === "ended") {
    const why = `${detail ?? "it was over"} before it was told`;
    await dropEnded(tx, incident.id, why, at);
  }
  for (const { postId, channel } of await threadsOf(tx, incident.id)) {
    if (isEditable(channel)) await wishEdit(tx, postId, at);
  }
  return listening;
}

/** Whoever heard of "Datastore" hears that it is "Data lake (Datastore)" that is up again. */
export function toldName({
  incident: { toldAs },
  service: { name },
}: Pick<News, "incident" | "service">): string {
  return toldAs === null || toldAs === name ? name : `${name} (${toldAs})`;
}

function heardOf({ service, namespace }: News): Heard {
  return {
    namespaceId: namespace.id,
    namespaceSlug: namespace.slug,
    serviceId: service.id,
    nameKey: service.nameKey,
  };
}

function hears(
  outlet: Outlet,
  { reason, incident, service, namespace, forCustomers = false, only }: News,
  told: readonly AnnouncementReason[],
): boolean {
  if (only !== undefined && only !== outlet.audience) return false;
  const isTheirs = service.public || told.length > 0;
  if (outlet.audience === "customers" && !isTheirs) return false;
  return decide(reason, {
    audience: outlet.audience,
    verbosity: outlet.verbosity,
    told,
    wantsDifficulties: namespace.announceDifficulties,
    acknowledged: incident.acknowledgedAt !== null,
    snoozed: incident.snoozedAt === null ? null : incident.snoozedSeverity,
    forCustomers,
  }).tell;
}

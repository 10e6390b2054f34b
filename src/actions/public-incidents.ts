import { monthOf } from "../base/local-days.ts";
import type { AnnouncementReason } from "../domain/announcement.ts";
import type { Resolution, Severity } from "../domain/incident.ts";
import { DAY, type Instant } from "../domain/time.ts";
import type { Db } from "../store/db.ts";
import { postmortemsOf } from "../store/postmortems.ts";
import {
  openPublicIncidents,
  publicEntries,
  publicIncident,
  publicIncidentPage,
  type PublicIncidentRow,
  publicIncidentsBetween,
} from "../store/public.ts";
import type { Context } from "./context.ts";
import { BAR_DAYS } from "./service-pasts.ts";

export interface PublicIncident {
  id: number;
  service: { slug: string; name: string };
  namespaceSlug: string;
  severity: Severity;
  beganAt: Instant;
  resolvedAt: Instant | null;
  resolution: Resolution | null;
  /** In the order in which they happened. */
  updates: PublicUpdate[];
  /** What was written afterwards, and when. */
  postmortem: { at: Instant; text: string } | null;
}

export interface PublicUpdate {
  at: Instant;
  kind: AnnouncementReason;
  /** What somebody wrote for the page. */
  text: string | null;
}

const MOST_INCIDENTS = 200;

/** Open ones, the worst and longest first. */
export async function readOpenPublicIncidents(
  db: Db,
): Promise<PublicIncident[]> {
  return withUpdates(db, await openPublicIncidents(db, MOST_INCIDENTS));
}

async function withUpdates(
  db: Db,
  rows: readonly PublicIncidentRow[],
): Promise<PublicIncident[]> {
  const ids = rows.map(({ id }) => id);
  const entries = Map.groupBy(
    ids.length === 0 ? [] : await publicEntries(db, ids),
    ({ incidentId }) => incidentId,
  );
  const written = ids.length === 0 ? undefined : await postmortemsOf(db, ids);
  return rows.map(({ serviceSlug, serviceName, ...incident }) => ({
    id: incident.id,
    service: { slug: serviceSlug, name: serviceName },
    namespaceSlug: incident.namespaceSlug,
    severity: incident.severity,
    beganAt: incident.beganAt,
    resolvedAt: incident.resolvedAt,
    resolution: incident.resolution,
    updates: (entries.get(incident.id) ?? []).map(({ at, kind, text }) => ({
      at,
      kind,
      text,
    })),
    postmortem: written?.get(incident.id) ?? null,
  }));
}

/** One incident of a public service; null where there is none of this number. */
export async function readPublicIncident(
  { store }: Context,
  id: number,
): Promise<PublicIncident | null> {
  const row = await publicIncident(store.db, id);
  if (row === null) return null;
  const [incident] = await withUpdates(store.db, [row]);
  return incident ?? null;
}

/** The incidents that began in a month of a zone, newest first; undefined where `month` ("2026-11") is none. */
export async function readPublicMonth(
  { store }: Context,
  month: string,
  timezone: string,
  namespaceSlug: string | null,
): Promise<PublicIncident[] | undefined> {
  const stretch = monthOf(month, timezone);
  if (stretch === undefined) return undefined;
  const rows = await publicIncidentsBetween(store.db, {
    ...stretch,
    namespaceSlug,
    serviceSlug: null,
    limit: MOST_INCIDENTS,
  });
  return withUpdates(store.db, rows);
}

/** The latest incidents of a service, newest first. */
export async function readPublicIncidentsOf(
  { store, now }: Context,
  serviceSlug: string,
): Promise<PublicIncident[]> {
  const rows = await publicIncidentsBetween(store.db, {
    from: now - BAR_DAYS * DAY,
    until: now,
    namespaceSlug: null,
    serviceSlug,
    limit: 20,
  });
  return withUpdates(store.db, rows);
}

/** Incidents by number, the latest first; `before` is the number of the last one seen. */
export async function readPublicIncidents(
  { store }: Context,
  wanted: Parameters<typeof publicIncidentPage>[1],
): Promise<PublicIncident[]> {
  return withUpdates(store.db, await publicIncidentPage(store.db, wanted));
}

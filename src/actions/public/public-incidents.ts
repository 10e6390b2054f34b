import { monthOf } from "../../base/local-days.ts";
import type { PublicStep } from "../../domain/announcement.ts";
import type { Course, Resolution } from "../../domain/incident.ts";
import { DAY, type Instant } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import { postmortemsOf } from "../../store/incidents/postmortems.ts";
import {
  openPublicIncidents,
  publicEntries,
  publicIncident,
  publicIncidentPage,
  type PublicIncidentRow,
  publicIncidentsBetween,
} from "../../store/views/public.ts";
import { publicServiceOf } from "../../store/views/public-pictures.ts";
import type { Context } from "../context.ts";
import { BAR_DAYS } from "../figures/service-pasts.ts";

export interface PublicIncident extends Course {
  id: number;
  service: { slug: string; name: string };
  namespaceSlug: string;
  resolution: Resolution | null;
  /** In the order in which they happened. */
  updates: PublicUpdate[];
  /** What was written afterwards, and when. */
  postmortem: { at: Instant; text: string } | null;
}

export interface PublicUpdate {
  at: Instant;
  kind: PublicStep;
  /** What somebody wrote for the page. */
  text: string | null;
}

/** As many open ones of a namespace as a page shows: what is wrong elsewhere takes the place of none of them. */
const MOST_OPEN = 20;
/** So many of a history are on a page. */
const PART = 100;
/** So many are on the page of a service. */
const LATEST = 20;

/** Of each namespace the worst and longest open ones; the worst and longest first. */
export async function readOpenPublicIncidents(
  db: Db,
): Promise<PublicIncident[]> {
  return withUpdates(db, await openPublicIncidents(db, MOST_OPEN));
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
    ...incident,
    service: { slug: serviceSlug, name: serviceName },
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

/** Some of the incidents that there are, newest first. */
export interface PublicIncidentPart {
  incidents: PublicIncident[];
  /** The number of the last one, where older ones follow. */
  olderThan: number | null;
}

/**
 * Incidents that began in a month of a zone, those after the incident `before`; undefined where `month` ("2026-11") is
 * none, or there is no such incident.
 */
export async function readPublicMonth(
  context: Context,
  month: string,
  timezone: string,
  {
    namespaceSlug,
    before,
  }: { namespaceSlug: string | null; before: number | null },
): Promise<PublicIncidentPart | undefined> {
  const stretch = monthOf(month, timezone);
  return stretch === undefined
    ? undefined
    : partOf(context, PART, {
        ...stretch,
        namespaceSlug,
        serviceSlug: null,
        before,
      });
}

/** All incidents of a service, those after the incident `before`; undefined where there is no such incident. */
export async function readPublicHistoryOf(
  context: Context,
  serviceSlug: string,
  before: number | null,
): Promise<PublicIncidentPart | undefined> {
  const all = { from: 0, until: context.now, namespaceSlug: null };
  return partOf(context, PART, { ...all, serviceSlug, before });
}

/** The latest incidents of a service within the days that its bars show. */
export async function readPublicIncidentsOf(
  context: Context,
  serviceSlug: string,
): Promise<PublicIncidentPart> {
  const part = await partOf(context, LATEST, {
    from: context.now - BAR_DAYS * DAY,
    until: context.now,
    namespaceSlug: null,
    serviceSlug,
    before: null,
  });
  return part ?? { incidents: [], olderThan: null };
}

interface Wanted {
  from: Instant;
  until: Instant;
  namespaceSlug: string | null;
  serviceSlug: string | null;
  before: number | null;
}

async function partOf(
  { store: { db } }: Context,
  most: number,
  { serviceSlug, ...wanted }: Wanted,
): Promise<PublicIncidentPart | undefined> {
  const service =
    serviceSlug === null ? null : await publicServiceOf(db, serviceSlug);
  if (service === undefined) return undefined;
  if (!(await isAmong(db, { serviceSlug, ...wanted }))) return undefined;
  const limit = most + 1;
  const serviceId = service?.id ?? null;
  const rows = await publicIncidentsBetween(db, {
    ...wanted,
    serviceId,
    limit,
  });
  const part = rows.slice(0, most);
  return {
    incidents: await withUpdates(db, part),
    olderThan: rows.length > most ? (part.at(-1)?.id ?? null) : null,
  };
}

/** Where one is named that is not shown here, nothing is told of when it was. */
async function isAmong(
  db: Db,
  { before, namespaceSlug, serviceSlug }: Wanted,
): Promise<boolean> {
  if (before === null) return true;
  const last = await publicIncident(db, before);
  return (
    last !== null &&
    (namespaceSlug === null || last.namespaceSlug === namespaceSlug) &&
    (serviceSlug === null || last.serviceSlug === serviceSlug)
  );
}

/** Incidents by number, the latest first; `before` is the number of the last one seen. */
export async function readPublicIncidents(
  { store }: Context,
  wanted: Parameters<typeof publicIncidentPage>[1],
): Promise<PublicIncident[]> {
  return withUpdates(store.db, await publicIncidentPage(store.db, wanted));
}

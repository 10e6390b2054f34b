import type { Instant } from "../../domain/time.ts";
import {
  type IncidentLine,
  incidentLine,
  openIncidents,
  pastIncidents,
} from "../../store/incidents/incident-history.ts";
import { downSoFar, entriesOf } from "../../store/incidents/incidents.ts";
import { findPostmortem } from "../../store/incidents/postmortems.ts";
import { getService } from "../../store/targets/services.ts";
import type { Context } from "../context.ts";

export type { IncidentLine } from "../../store/incidents/incident-history.ts";

/** A page of the history; pages count from 0. */
export interface HistoryPlace {
  page: number;
  serviceId: number | null;
  namespaceSlug: string | null;
  onlyOpen: boolean;
}

export const wholeHistory: HistoryPlace = {
  page: 0,
  serviceId: null,
  namespaceSlug: null,
  onlyOpen: false,
};

export interface History extends HistoryPlace {
  /** Those that are not over; all of a page where only they are asked for, else on the first page, as many as fit. */
  open: IncidentLine[];
  past: IncidentLine[];
  /** There are more open ones than are shown. */
  hasMoreOpen: boolean;
  hasNext: boolean;
  now: Instant;
}

const PER_PAGE = 10;
/** Nobody turns more pages than that, and to leave out many rows costs as much as to read them. */
export const LAST_PAGE = 999;

/** Incidents, page by page: what is open first, then the latest. Everybody may look. */
export async function showIncidents(
  { store: { db }, now }: Context,
  given: Partial<HistoryPlace> = {},
): Promise<History> {
  const place = { ...wholeHistory, ...given };
  const { serviceId, namespaceSlug, onlyOpen } = place;
  const page = Math.min(Math.max(0, place.page), LAST_PAGE);
  const part = {
    serviceId,
    namespaceSlug,
    offset: page * PER_PAGE,
    limit: PER_PAGE + 1,
  };
  const open = page === 0 || onlyOpen ? await openIncidents(db, part) : [];
  const past = onlyOpen ? [] : await pastIncidents(db, part);
  return {
    ...place,
    page,
    open: open.slice(0, PER_PAGE),
    past: past.slice(0, PER_PAGE),
    hasMoreOpen: !onlyOpen && open.length > PER_PAGE,
    hasNext: page < LAST_PAGE && (onlyOpen ? open : past).length > PER_PAGE,
    now,
  };
}

/** One incident with all that happened in it. */
export interface IncidentDetail extends IncidentLine {
  serviceId: number;
  /** How long the service was down in it, so far. */
  downMs: number;
  timeline: { at: Instant; text: string; actor: string | null }[];
  /** What customers read of it afterwards: whether they can, and whether it is written. */
  postmortem: "not-public" | "to-write" | "written";
  now: Instant;
}

/** Null where there is no such incident. Everybody may look. */
export async function showIncident(
  { store: { db }, now }: Context,
  id: number,
): Promise<IncidentDetail | null> {
  const incident = await incidentLine(db, id);
  if (incident === null) return null;
  const { public: isPublic } = await getService(db, incident.serviceId);
  const written = await findPostmortem(db, id);
  return {
    ...incident,
    downMs: await downSoFar(db, id, now),
    timeline: await entriesOf(db, id),
    postmortem: isPublic
      ? written === null
        ? "to-write"
        : "written"
      : "not-public",
    now,
  };
}

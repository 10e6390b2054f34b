import { hostVitals, type HostVitals } from "../../domain/vitals.ts";
import { DAY, type Instant } from "../../domain/time.ts";
import {
  type HiddenServiceRow,
  hiddenServices,
  latestOf,
  type LatestRow,
  lookOf,
  type LookRow,
} from "../../store/views/inside.ts";
import { findIncident } from "../../store/incidents/incidents.ts";
import type { Context } from "../context.ts";
import { type Target, targetById } from "../targets/find-target.ts";
import { mayNotAct, mayNotChange } from "../people/permission.ts";
import {
  listDeliveries,
  listIncidents,
  listMonitors,
  listResults,
  type PrivateDeliveryRow,
  type PrivateIncident,
  type PrivateIncidentRow,
  type PrivateMonitorRow,
  type PrivateResultRow,
  type PrivateServiceRow,
  readIncident,
  readMonitor,
  readService,
} from "./private-view.ts";
import { type ServiceDetail, showService } from "./service-detail.ts";

// What the pages show to those who are signed in, page by page. Who may not look at all does not come this far.

export type {
  HiddenServiceRow,
  LatestRow,
  LookRow,
} from "../../store/views/inside.ts";

const MOST_INCIDENTS = 20;
const MOST_HIDDEN = 100;
const MOST_DELIVERIES = 50;
const MOST_UNTOLD = 10;
export const RESULTS_PER_PAGE = 50;
/** As far back as results are kept. */
const RESULTS_SINCE_MS = 31 * DAY;
/** What was seen longer ago than this is not the latest of anything. */
const LATEST_MS = DAY;

/** What the person may do there. */
export interface Rights {
  mayAct: boolean;
  mayChange: boolean;
}

function rightsAt(context: Context, target: Target | null): Rights {
  return {
    mayAct: mayNotAct(context) === undefined,
    mayChange: target !== null && mayNotChange(context, target) === undefined,
  };
}

export interface InsideOverview {
  mayAct: boolean;
  open: PrivateIncidentRow[];
  hasMoreOpen: boolean;
  hidden: HiddenServiceRow[];
  /** What was not told, and is not told by itself any more, or perhaps was. */
  untold: PrivateDeliveryRow[];
}

/** All of it, or of one namespace; what could not be told is told for all together. */
export async function insideOverview(
  context: Context,
  namespaceSlug: string | null,
): Promise<InsideOverview> {
  const [incidents, hidden, untold] = await Promise.all([
    listIncidents(context, {
      namespaceSlug,
      serviceSlug: null,
      onlyOpen: true,
      after: null,
      limit: MOST_INCIDENTS,
    }),
    hiddenServices(context.store.db, { namespaceSlug, limit: MOST_HIDDEN }),
    listDeliveries(context, {
      states: ["retry", "ambiguous"],
      incidentId: null,
      after: null,
      limit: MOST_UNTOLD,
    }),
  ]);
  return {
    mayAct: mayNotAct(context) === undefined,
    open: incidents.rows,
    hasMoreOpen: incidents.hasMore,
    hidden,
    untold: namespaceSlug === null ? untold.rows : [],
  };
}

export interface InsideService extends Rights {
  row: PrivateServiceRow;
  detail: ServiceDetail;
  /** Of its monitors, by their numbers. */
  latest: ReadonlyMap<number, LatestRow>;
}

/** Null where there is no such service. */
export async function insideService(
  context: Context,
  slug: string,
): Promise<InsideService | null> {
  const read = await readService(context, slug);
  if (!read.ok) return null;
  const { service: row } = read;
  const { db } = context.store;
  const found = await targetById(db, { serviceId: row.id });
  if (!found.ok) return null;
  const detail = await showService(context, row.id);
  const ids = detail.monitors.map(({ monitorId }) => monitorId);
  const latest = await latestOf(db, ids, context.now - LATEST_MS);
  return {
    ...rightsAt(context, found.target),
    row,
    detail,
    latest: new Map(latest.map((one) => [one.monitorId, one])),
  };
}

export interface InsideMonitor extends Rights {
  monitor: PrivateMonitorRow;
  serviceName: string;
  vitals: HostVitals | null;
  /** The newest first. */
  results: PrivateResultRow[];
  hasMore: boolean;
}

/** With its results before an instant; null where there is no such monitor. */
export async function insideMonitor(
  context: Context,
  id: number,
  before: Instant | null,
): Promise<InsideMonitor | null> {
  const read = await readMonitor(context, id);
  if (!read.ok) return null;
  const found = await targetById(context.store.db, { monitorId: id });
  if (!found.ok) return null;
  const { rows: results, hasMore } = await listResults(context, {
    monitorId: id,
    since: context.now - RESULTS_SINCE_MS,
    before: before ?? context.now + DAY,
    limit: RESULTS_PER_PAGE,
  });
  const { monitor } = read;
  return {
    ...rightsAt(context, found.target),
    monitor,
    serviceName: found.target.serviceName,
    vitals: monitor.facts === null ? null : hostVitals(monitor.facts),
    results,
    hasMore,
  };
}

export interface InsideIncident {
  mayAct: boolean;
  incident: PrivateIncident;
  isSnoozed: boolean;
  /** What was seen when somebody looked last. */
  look: LookRow | null;
  /** The monitors of the service that are not up, each with what it saw last. */
  failing: { monitor: PrivateMonitorRow; latest: LatestRow | undefined }[];
  /** The latest first. */
  deliveries: PrivateDeliveryRow[];
  hasMoreDeliveries: boolean;
}

/** Null where there is no such incident. */
export async function insideIncident(
  context: Context,
  id: number,
): Promise<InsideIncident | null> {
  const read = await readIncident(context, id);
  if (!read.ok) return null;
  const { incident } = read;
  const { db } = context.store;
  const [row, look, failing, deliveries] = await Promise.all([
    findIncident(db, id),
    lookOf(db, id),
    incident.resolvedAt === null ? failingOf(context, incident.service) : [],
    listDeliveries(context, {
      states: null,
      incidentId: id,
      after: null,
      limit: MOST_DELIVERIES,
    }),
  ]);
  return {
    mayAct: mayNotAct(context) === undefined,
    incident,
    isSnoozed: row !== null && row.snoozedAt !== null,
    look,
    failing,
    deliveries: deliveries.rows,
    hasMoreDeliveries: deliveries.hasMore,
  };
}

const MOST_MONITORS = 200;
const MOST_FAILING = 20;

async function failingOf(
  context: Context,
  serviceSlug: string,
): Promise<InsideIncident["failing"]> {
  const { rows } = await listMonitors(context, {
    namespaceSlug: null,
    serviceSlug,
    type: null,
    health: null,
    after: null,
    limit: MOST_MONITORS,
  });
  const failing = rows.filter(({ health }) =>
    ["down", "degraded", "failing"].includes(health),
  );
  const ids = failing.map(({ id }) => id);
  const latest = await latestOf(context.store.db, ids, context.now - LATEST_MS);
  return failing.slice(0, MOST_FAILING).map((monitor) => ({
    monitor,
    latest: latest.find(({ monitorId }) => monitorId === monitor.id),
  }));
}

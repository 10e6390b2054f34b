import { type Uptime, uptime } from "../domain/uptime.ts";
import { DAY, HOUR } from "../domain/time.ts";
import {
  type BoardRow,
  incidentLines,
  type IncidentLine,
  ledgerCounts,
  ledgerLines,
  type LedgerLine,
  type LedgerPart,
  type MonitorLine,
  monitorLines,
  servicePage,
  type StatusCount,
  statusCounts,
  troubledServices,
} from "../store/board.ts";
import type { Namespace } from "../store/entities/namespaces.ts";
import type { Service } from "../store/entities/services.ts";
import { downtimesBetween } from "../store/incidents.ts";
import { listNamespaces } from "../store/namespaces.ts";
import { outletsByNamespace } from "../store/outlets.ts";
import { latestResults, type StoredResult } from "../store/results.ts";
import { readRollup, type Rollup } from "../store/rollups.ts";
import { getService } from "../store/services.ts";
import type { Context } from "./context.ts";

export type {
  BoardRow,
  IncidentLine,
  LedgerLine,
  LedgerPart,
  MonitorLine,
  StatusCount,
} from "../store/board.ts";
export type { StoredResult } from "../store/results.ts";

export interface Board {
  counts: StatusCount[];
  /** Not up: the worst and longest first. */
  troubled: BoardRow[];
  /** A page of all services, by namespace and name. */
  services: BoardRow[];
  page: number;
  pages: number;
  namespaceSlug: string | null;
}

const SERVICES_PER_PAGE = 20;
const MOST_TROUBLED = 10;
const MOST_INCIDENTS = 10;
const MOST_DELIVERIES = 15;
const RECENT_MS = 6 * HOUR;
const UPTIME_DAYS = [1, 7, 30, 90];

/** All services at a glance; `page` counts from 0. Everybody may look. */
export async function showBoard(
  { store }: Context,
  {
    namespaceSlug = null,
    page = 0,
  }: { namespaceSlug?: string | null; page?: number } = {},
): Promise<Board> {
  const counts = await statusCounts(store.db);
  const total = counts
    .filter(
      (row) => namespaceSlug === null || row.namespaceSlug === namespaceSlug,
    )
    .reduce((sum, { count }) => sum + count, 0);
  const pages = Math.max(1, Math.ceil(total / SERVICES_PER_PAGE));
  const shown = Math.min(Math.max(0, page), pages - 1);
  return {
    counts,
    troubled:
      namespaceSlug === null && shown === 0
        ? await troubledServices(store.db, MOST_TROUBLED)
        : [],
    services: await servicePage(store.db, {
      namespaceSlug,
      offset: shown * SERVICES_PER_PAGE,
      limit: SERVICES_PER_PAGE,
    }),
    page: shown,
    pages,
    namespaceSlug,
  };
}

export interface ServiceDetail {
  service: Service;
  monitors: MonitorLine[];
  /** The last 24 hours of all its monitors, from rollups; null where there are none yet. */
  day: Rollup | null;
  /** Since so many days ago, or since it was added; longer stretches than it was watched for are left out. */
  uptimes: { days: number; uptime: Uptime }[];
  incidents: IncidentLine[];
}

export async function showService(
  { store, now }: Context,
  serviceId: number,
): Promise<ServiceDetail> {
  const service = await getService(store.db, serviceId);
  const monitors = await monitorLines(store.db, serviceId);
  const downtimes = await downtimesBetween(
    store.db,
    [serviceId],
    now - 90 * DAY,
    now,
  );
  const age = now - service.createdAt;
  const uptimes = UPTIME_DAYS.filter(
    (_, index) => age >= (UPTIME_DAYS[index - 1] ?? 0) * DAY,
  ).map((days) => {
    const window = {
      from: Math.max(now - days * DAY, service.createdAt),
      until: now,
    };
    return { days, uptime: uptime(window, downtimes, []) };
  });
  return {
    service,
    monitors,
    day: await readRollup(
      store.db,
      "rollups_hourly",
      monitors.map(({ monitorId }) => monitorId),
      now - DAY,
    ),
    uptimes,
    incidents: await incidentLines(store.db, {
      serviceId,
      onlyOpen: false,
      limit: 3,
    }),
  };
}

export async function showIncidents(
  { store }: Context,
  {
    serviceId = null,
    onlyOpen = false,
  }: { serviceId?: number | null; onlyOpen?: boolean } = {},
): Promise<IncidentLine[]> {
  return incidentLines(store.db, {
    serviceId,
    onlyOpen,
    limit: MOST_INCIDENTS,
  });
}

export async function showDeliveries(
  { store }: Context,
  part: LedgerPart,
): Promise<{ counts: Partial<Record<string, number>>; lines: LedgerLine[] }> {
  return {
    counts: await ledgerCounts(store.db),
    lines: await ledgerLines(store.db, part, MOST_DELIVERIES),
  };
}

export interface NamespaceLine {
  namespace: Namespace;
  outlets: { label: string; channel: string; offReason: string | null }[];
}

export async function showNamespaces({
  store,
}: Context): Promise<NamespaceLine[]> {
  const namespaces = await listNamespaces(store.db);
  const outlets = await outletsByNamespace(store.db);
  return namespaces.map((namespace) => ({
    namespace,
    outlets: outlets.filter(({ namespaceId }) => namespaceId === namespace.id),
  }));
}

/** What was seen lately, newest first. */
export async function showResults(
  { store, now }: Context,
  monitorId: number,
  limit: number,
): Promise<StoredResult[]> {
  return latestResults(store.db, { monitorId, since: now - RECENT_MS, limit });
}

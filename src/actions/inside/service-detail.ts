import { DAY, type Instant } from "../../domain/time.ts";
import {
  certificateDaysLeft,
  type HostVitals,
  hostVitals,
} from "../../domain/vitals.ts";
import { type MonitorLine, monitorLines } from "../../store/views/board.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import type { Service } from "../../store/entities/services.ts";
import {
  type MaintenanceLine,
  maintenanceOfService,
} from "../../store/maintenance/maintenance.ts";
import { getNamespace } from "../../store/targets/namespaces.ts";
import { type LatestFacts, latestFacts } from "../../store/results/results.ts";
import { getService } from "../../store/targets/services.ts";
import type { Context } from "../context.ts";
import {
  type Figures,
  figuresOf,
  type Response,
  responseOf,
  usualWindows,
} from "../figures/figures.ts";
import { onCallOf } from "../people/on-call.ts";
import {
  type IncidentLine,
  showIncidents,
} from "../incidents/show-incidents.ts";

/** What the machine behind a monitor told of itself. */
export interface HostLine {
  monitorName: string;
  at: Instant;
  vitals: HostVitals;
}

export interface CertificateLine {
  monitorName: string;
  daysLeft: number;
}

export interface ServiceDetail {
  service: Service;
  namespace: Pick<Namespace, "slug" | "name">;
  monitors: MonitorLine[];
  /** Longer windows than it was watched for are left out. */
  figures: { days: number | "today"; figures: Figures }[];
  /** Of the last 24 hours; null where nothing answered. */
  response: Response | null;
  /** The latest few. */
  incidents: IncidentLine[];
  hosts: HostLine[];
  /** Those that end first stand first. */
  certificates: CertificateLine[];
  /** Who is called when it is down; names. */
  onCall: string[];
  /** What runs or comes next; null where nothing is planned. */
  maintenance: MaintenanceLine | null;
  now: Instant;
}

const MOST_INCIDENTS = 3;
/** What a look measured so long ago says nothing any more. */
const STALE_MS = 8 * DAY;

/** Everything about one service. Everybody may look. */
export async function showService(
  context: Context,
  serviceId: number,
): Promise<ServiceDetail> {
  const { store, now } = context;
  const service = await getService(store.db, serviceId);
  const [namespace, monitors, response, history, onCall, planned] =
    await Promise.all([
      getNamespace(store.db, service.namespaceId),
      monitorLines(store.db, serviceId),
      responseOf(context, [serviceId], { from: now - DAY, until: now }),
      showIncidents(context, { serviceId }),
      onCallOf(store.db, service.namespaceId, now),
      maintenanceOfService(store.db, serviceId, 1),
    ]);
  return {
    service,
    namespace,
    monitors,
    figures: await usualFigures(context, service, namespace.timezone),
    response,
    incidents: [...history.open, ...history.past].slice(0, MOST_INCIDENTS),
    onCall: onCall.map(({ name }) => name),
    maintenance: planned[0] ?? null,
    now,
    ...(await measuredAt(context, monitors)),
  };
}

async function usualFigures(
  context: Context,
  service: Service,
  timezone: string,
): Promise<ServiceDetail["figures"]> {
  const windows = usualWindows(context.now, timezone).filter(
    ({ window }, index, all) =>
      index === 0 ||
      service.createdAt < (all[index - 1]?.window.from ?? window.from),
  );
  const found = await figuresOf(
    context,
    [service],
    windows.map(({ window }) => window),
  );
  return (found.get(service.id) ?? []).flatMap((figures, index) => {
    const days = windows[index]?.days;
    return days === undefined ? [] : [{ days, figures }];
  });
}

/** What was measured last at the monitors beside their answer. */
async function measuredAt(
  { store, now }: Context,
  monitors: readonly MonitorLine[],
): Promise<Pick<ServiceDetail, "hosts" | "certificates">> {
  const names = new Map(
    monitors.map(({ monitorId, name }) => [monitorId, name]),
  );
  const found = await latestFacts(store.db, [...names.keys()]);
  const fresh = found
    .filter(({ at }) => now - at < STALE_MS)
    .map((one) => ({ ...one, monitorName: names.get(one.monitorId) ?? "" }));
  return {
    hosts: fresh.flatMap(hostLines),
    certificates: fresh
      .flatMap((one) => certificateLines(one, now))
      .sort((a, b) => a.daysLeft - b.daysLeft),
  };
}

type Measured = LatestFacts & { monitorName: string };

function hostLines({ monitorName, at, facts }: Measured): HostLine[] {
  const vitals = hostVitals(facts);
  return vitals === null ? [] : [{ monitorName, at, vitals }];
}

function certificateLines(
  { monitorName, at, facts }: Measured,
  now: Instant,
): CertificateLine[] {
  const daysLeft = certificateDaysLeft(facts, { at, now });
  return daysLeft === null ? [] : [{ monitorName, daysLeft }];
}

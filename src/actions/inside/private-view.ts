import type { Status } from "../../domain/service.ts";
import { DAY, type Instant } from "../../domain/time.ts";
import type { MaintenanceLine } from "../../store/maintenance/maintenance.ts";
import { maintenanceByNumber } from "../../store/maintenance/maintenance.ts";
import { downSoFar, entriesOf } from "../../store/incidents/incidents.ts";
import {
  privateDeliveries,
  type PrivateDeliveryRow,
  highestLoads,
  type Load,
  privateIncident,
  type PrivateIncidentRow,
  privateIncidents,
  privateMonitor,
  type PrivateMonitorRow,
  privateMonitors,
  privateResults,
  type PrivateResultRow,
  privateService,
  type PrivateServiceRow,
  privateServices,
} from "../../store/views/private.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import { type FullDisk, showOverall, showStanding } from "./home.ts";

// What everybody who may look reads in full: causes, hosts and settings, never a secret. Who may not look at all does
// not come this far.

export { deliveryStates } from "../../store/entities/deliveries.ts";
export type { MaintenanceLine } from "../../store/maintenance/maintenance.ts";
export type {
  PrivateDeliveryRow,
  PrivateIncidentRow,
  PrivateMonitorRow,
  PrivateResultRow,
  PrivateServiceRow,
} from "../../store/views/private.ts";

/** A part of a list, and whether there is more behind it. */
export interface Listed<Row> {
  rows: Row[];
  hasMore: boolean;
}

/** Reads one more than is wanted, to know whether there is more. */
async function listed<Row>(
  limit: number,
  read: (limit: number) => Promise<Row[]>,
): Promise<Listed<Row>> {
  const found = await read(limit + 1);
  return { rows: found.slice(0, limit), hasMore: found.length > limit };
}

type Wanted<Read extends (...of: never[]) => unknown> = Parameters<Read>[1];

export async function listServices(
  { store }: Context,
  wanted: Wanted<typeof privateServices>,
): Promise<Listed<PrivateServiceRow>> {
  return listed(wanted.limit, (limit) =>
    privateServices(store.db, { ...wanted, limit }),
  );
}

export async function listMonitors(
  { store }: Context,
  wanted: Wanted<typeof privateMonitors>,
): Promise<Listed<PrivateMonitorRow>> {
  return listed(wanted.limit, (limit) =>
    privateMonitors(store.db, { ...wanted, limit }),
  );
}

export async function readMonitor(
  { store }: Context,
  id: number,
): Promise<{ ok: true; monitor: PrivateMonitorRow } | Refusal> {
  const monitor = await privateMonitor(store.db, id);
  return monitor === null ? noSuchMonitor(id) : { ok: true, monitor };
}

export function noSuchMonitor(id: number): Refusal {
  return refuse("not-found", `There is no monitor ${id}.`);
}

export async function readService(
  { store }: Context,
  slug: string,
): Promise<{ ok: true; service: PrivateServiceRow } | Refusal> {
  const service = await privateService(store.db, slug);
  return service === null
    ? refuse("not-found", "There is no service of this slug.")
    : { ok: true, service };
}

/** As far back as results are kept. */
export async function listResults(
  { store }: Context,
  wanted: Wanted<typeof privateResults>,
): Promise<Listed<PrivateResultRow>> {
  return listed(wanted.limit, (limit) =>
    privateResults(store.db, { ...wanted, limit }),
  );
}

export async function listIncidents(
  { store }: Context,
  wanted: Wanted<typeof privateIncidents>,
): Promise<Listed<PrivateIncidentRow>> {
  return listed(wanted.limit, (limit) =>
    privateIncidents(store.db, { ...wanted, limit }),
  );
}

/** An incident with all that happened in it. */
export interface PrivateIncident extends PrivateIncidentRow {
  /** Up to now, where it goes on. */
  downSoFarMs: number;
  timeline: {
    at: Instant;
    kind: string;
    text: string;
    actor: string | null;
    public: boolean;
  }[];
}

export async function readIncident(
  { store: { db }, now }: Context,
  id: number,
): Promise<{ ok: true; incident: PrivateIncident } | Refusal> {
  const row = await privateIncident(db, id);
  if (row === null) return refuse("not-found", `There is no incident ${id}.`);
  const entries = await entriesOf(db, id);
  return {
    ok: true,
    incident: {
      ...row,
      downSoFarMs: await downSoFar(db, id, now),
      timeline: entries.map(({ at, kind, text, actor, public: isPublic }) => ({
        at,
        kind,
        text,
        actor,
        public: isPublic,
      })),
    },
  };
}

export async function listDeliveries(
  { store }: Context,
  wanted: Wanted<typeof privateDeliveries>,
): Promise<Listed<PrivateDeliveryRow>> {
  return listed(wanted.limit, (limit) =>
    privateDeliveries(store.db, { ...wanted, limit }),
  );
}

/** What runs and what comes, with the windows of services that are not public. */
export async function listMaintenance(
  { store }: Context,
  wanted: Wanted<typeof maintenanceByNumber>,
): Promise<Listed<MaintenanceLine>> {
  return listed(wanted.limit, (limit) =>
    maintenanceByNumber(store.db, { ...wanted, limit }),
  );
}

/** All of it in a few numbers, for a chat or a screen on the wall. */
export interface Summary {
  at: Instant;
  services: Partial<Record<Status, number>>;
  averageMs: number | null;
  monthUptime: number | null;
  disks: FullDisk[];
  loads: Load[];
}

const MOST_HOSTS = 3;

/** Reads something of every service: to be kept for a while. */
export async function readSummary(context: Context): Promise<Summary> {
  const { counts } = await showStanding(context);
  const { response, month, disks } = await showOverall(context);
  const services: Partial<Record<Status, number>> = {};
  for (const { status, count } of counts)
    services[status] = (services[status] ?? 0) + count;
  return {
    at: context.now,
    services,
    averageMs: response?.averageMs ?? null,
    monthUptime: month.uptime.ratio,
    disks,
    loads: await highestLoads(context.store.db, context.now - DAY, MOST_HOSTS),
  };
}

import { lastDays } from "../../base/local-days.ts";
import { latencyPercentile } from "../../domain/latency.ts";
import { DAY, type Instant, type Interval } from "../../domain/time.ts";
import { type Uptime, uptime } from "../../domain/uptime.ts";
import type { Db } from "../../store/db.ts";
import {
  downtimesBetween,
  incidentsBegunBetween,
} from "../../store/incidents/incidents.ts";
import { maintenanceTimesBetween } from "../../store/maintenance/maintenance.ts";
import { rollupOfServices } from "../../store/results/rollups.ts";
import type { Context } from "../context.ts";

/** A service, as its figures need it: before it was added nothing counts. */
export interface Watched {
  id: number;
  createdAt: Instant;
}

/** How a service did in a window. */
export interface Figures {
  /** Time-weighted from its downtimes; maintenance counts neither for nor against. */
  uptime: Uptime;
  /** Incidents that began in the window, and how many of those are over. */
  incidents: number;
  mended: number;
  /** How long the ones that are over lasted on average; null where there are none. */
  mttrMs: number | null;
}

/** Named windows that end now: today begins at midnight of the zone, the others so many days ago. */
export function usualWindows(
  now: Instant,
  timezone: string,
): { days: number | "today"; window: Interval }[] {
  return [
    {
      days: "today",
      window: { from: startOfToday(timezone, now), until: now },
    },
    ...([7, 30, 90] as const).map((days) => ({
      days,
      window: { from: now - days * DAY, until: now },
    })),
  ];
}

function startOfToday(timezone: string, now: Instant): Instant {
  return lastDays(timezone, now, 1)[0]?.from ?? now;
}

/**
 * How services did in each of the windows, by service, in the windows' order. Reads what happened in the longest window
 * alone, by index.
 */
export async function figuresOf(
  { store: { db } }: Pick<Context, "store">,
  services: readonly Watched[],
  windows: readonly Interval[],
): Promise<Map<number, Figures[]>> {
  const from = Math.min(...windows.map((window) => window.from));
  const until = Math.max(...windows.map((window) => window.until));
  const ids = services.map(({ id }) => id);
  const downtimes = await byService(downtimesBetween(db, ids, from, until));
  const incidents = await byService(
    incidentsBegunBetween(db, ids, from, until),
  );
  const maintenance = await byService(
    maintenanceTimesBetween(db, ids, from, until),
  );
  return new Map(
    services.map((service) => [
      service.id,
      windows.map((window) =>
        figures(service, window, {
          downtimes: downtimes.get(service.id) ?? [],
          incidents: incidents.get(service.id) ?? [],
          maintenance: maintenance.get(service.id) ?? [],
        }),
      ),
    ]),
  );
}

async function byService<Row extends { serviceId: number }>(
  found: Promise<Row[]>,
): Promise<Map<number, Row[]>> {
  return Map.groupBy(await found, ({ serviceId }) => serviceId);
}

interface Past {
  downtimes: readonly Interval[];
  incidents: readonly {
    beganAt: Instant;
    resolvedAt: Instant | null;
    resolution: string | null;
  }[];
  maintenance: readonly Interval[];
}

function figures(
  { createdAt }: Watched,
  { from, until }: Interval,
  { downtimes, incidents, maintenance }: Past,
): Figures {
  const begun = incidents.filter(
    ({ beganAt }) => beganAt >= from && beganAt < until,
  );
  const lengths = begun.flatMap(({ beganAt, resolvedAt, resolution }) =>
    resolvedAt === null || resolution !== "recovered"
      ? []
      : [resolvedAt - beganAt],
  );
  const counted = { from: Math.max(from, Math.min(createdAt, until)), until };
  return {
    uptime: uptime(counted, downtimes, maintenance),
    incidents: begun.length,
    mended: lengths.length,
    mttrMs: lengths.length === 0 ? null : sum(lengths) / lengths.length,
  };
}

/** The figures of several services as one: every hour of every service counts the same. */
export function together(all: readonly Figures[]): Figures {
  const downMs = sum(all.map(({ uptime: { downMs } }) => downMs));
  const countedMs = sum(all.map(({ uptime: { countedMs } }) => countedMs));
  const mended = sum(all.map((one) => one.mended));
  const mendingMs = sum(all.map((one) => (one.mttrMs ?? 0) * one.mended));
  return {
    uptime: {
      ratio: countedMs > 0 ? 1 - downMs / countedMs : null,
      downMs,
      countedMs,
    },
    incidents: sum(all.map(({ incidents }) => incidents)),
    mended,
    mttrMs: mended === 0 ? null : mendingMs / mended,
  };
}

/** How quickly the monitors of services answered in a window. */
export interface Response {
  averageMs: number;
  /** 95 % of the answers came sooner; from a histogram, so about right. */
  p95Ms: number;
  looks: number;
  /** Looks that saw it down. */
  failed: number;
}

/** Of whole hours or, in windows of more than eight days, whole UTC days; of all services where `serviceIds` is null. */
export async function responseOf(
  { store: { db } }: { store: { db: Db } },
  serviceIds: readonly number[] | null,
  window: Interval,
): Promise<Response | null> {
  const rollup = await rollupOfServices(db, serviceIds, window);
  if (rollup === null || rollup.latencyMs === null) return null;
  const { up, degraded, down, unknown, latencyMs, latencyMaxMs } = rollup;
  return {
    averageMs: latencyMs,
    p95Ms:
      latencyPercentile(rollup.latencyHistogram, 0.95, latencyMaxMs) ??
      latencyMs,
    looks: up + degraded + down + unknown,
    failed: down,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

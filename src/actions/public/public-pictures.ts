import { latencyPercentile } from "../../domain/latency.ts";
import {
  type Failures,
  type ResponseTimes,
  type Span,
  spanSizes,
  windowOf,
} from "../../domain/pictures.ts";
import { DAY } from "../../domain/time.ts";
import { downtimesBetween } from "../../store/incidents/incidents.ts";
import { maintenanceTimesBetween } from "../../store/maintenance/maintenance.ts";
import { findNamespace } from "../../store/targets/namespaces.ts";
import { servicesIn } from "../../store/views/pictures.ts";
import {
  type HistogramRow,
  histogramsByStep,
  publicServiceOf,
} from "../../store/views/public-pictures.ts";
import type { Context } from "../context.ts";
import { commonZone, cut, failuresAmong } from "../figures/pictures.ts";

// What pictures on the public page are drawn from: public services and their names; of monitors, only sums.

/** So many of all answers took at most so long. */
export interface Percentile {
  /** 0 to 1 */
  share: number;
  ms: number;
}

export interface PublicResponseTimes {
  picture: ResponseTimes;
  /** Over the whole span; none where nothing answered. */
  percentiles: Percentile[];
}

/** The lines of the picture: what half, and what nearly all of the answers took at most. */
const lines = [
  { name: "95 % within", share: 0.95 },
  { name: "half within", share: 0.5 },
] as const;
const shares = [0.5, 0.95, 0.99] as const;

/** How quickly a public service answered, all its monitors together; undefined where there is none of this slug. */
export async function readPublicResponseTimes(
  { store: { db }, now }: Context,
  slug: string,
  span: Span,
): Promise<PublicResponseTimes | undefined> {
  const service = await publicServiceOf(db, slug);
  if (service === undefined) return undefined;
  const { stepMs } = spanSizes[span];
  const window = windowOf(span, now);
  const table = stepMs < DAY ? "rollups_hourly" : "rollups_daily";
  const [rows, downtimes, maintenance] = await Promise.all([
    histogramsByStep(db, table, service.id, window, stepMs),
    downtimesBetween(db, [service.id], window.from, window.until),
    maintenanceTimesBetween(db, [service.id], window.from, window.until),
  ]);
  const answered = rows.filter((row) => countOf(row.histogram) > 0);
  const whole = together(answered);
  const count = countOf(whole.histogram);
  const steps = Math.ceil((window.until - window.from) / stepMs);
  return {
    picture: {
      kind: "response-times",
      service: service.name,
      timezone: service.timezone,
      span,
      window,
      stepMs,
      lines:
        count === 0
          ? []
          : lines.map(({ name, share }) => ({
              name,
              steps: lineOf(answered, steps, share),
            })),
      leftOut: 0,
      averageMs: count === 0 ? null : whole.sumMs / count,
      downtimes: cut(downtimes, window),
      maintenance: cut(maintenance, window),
    },
    percentiles: shares.flatMap((share) => {
      const ms = latencyPercentile(whole.histogram, share, whole.slowestMs);
      return ms === null ? [] : [{ share, ms }];
    }),
  };
}

type Answered = Omit<HistogramRow, "step">;

function lineOf(
  rows: readonly HistogramRow[],
  steps: number,
  share: number,
): ResponseTimes["lines"][number]["steps"] {
  const line = Array.from({ length: steps }, () => ({
    count: 0,
    meanMs: null as number | null,
  }));
  for (const { step, histogram, slowestMs } of rows)
    line[step] = {
      count: countOf(histogram),
      meanMs: latencyPercentile(histogram, share, slowestMs),
    };
  return line;
}

function countOf(histogram: readonly number[]): number {
  return histogram.reduce((sum, count) => sum + count, 0);
}

function together(rows: readonly Answered[]): Answered {
  const all: Answered = { histogram: [], sumMs: 0, slowestMs: null };
  for (const { histogram, sumMs, slowestMs } of rows) {
    all.histogram = histogram.map(
      (count, index) => count + (all.histogram[index] ?? 0),
    );
    all.sumMs += sumMs;
    all.slowestMs = Math.max(all.slowestMs ?? 0, slowestMs ?? 0);
  }
  return all;
}

/** How often the public services of a namespace (null: all) failed; undefined where there is none of this slug. */
export async function readPublicFailures(
  { store: { db }, now }: Context,
  namespaceSlug: string | null,
  span: Span,
): Promise<Omit<Failures, "kind"> | undefined> {
  const namespace =
    namespaceSlug === null ? null : await findNamespace(db, namespaceSlug);
  if (namespaceSlug !== null && namespace === null) return undefined;
  const subject = {
    name: namespace?.name ?? "All services",
    timezone: namespace?.timezone ?? (await commonZone(db)),
    services: await servicesIn(db, namespace?.id ?? null, "public"),
  };
  return failuresAmong(db, subject, span, now);
}

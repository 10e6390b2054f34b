import { localDays } from "../../base/zone.ts";
import type { Report, ReportKind } from "../../domain/report.ts";
import { statuses } from "../../domain/service.ts";
import { DAY, type Instant, type Interval, MINUTE } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import { downtimesBetween } from "../../store/incidents/incidents.ts";
import { comingMaintenance } from "../../store/maintenance/maintenance.ts";
import { getNamespace } from "../../store/targets/namespaces.ts";
import { servicesIn } from "../../store/views/pictures.ts";
import {
  endingSoon,
  incidentsOfReport,
  type ResponseRow,
  responsesIn,
  statusesIn,
  troubledIn,
} from "../../store/mail/reports.ts";
import type { Context } from "../context.ts";
import { type Figures, figuresOf, together } from "../figures/figures.ts";
import { commonZone } from "../figures/pictures.ts";

const MOST_TROUBLED = 8;
const MOST_INCIDENTS = 10;
const MOST_WORST = 5;
const MOST_ENDING = 8;
const MOST_MAINTENANCE = 5;
const CERTIFICATE_DAYS = 21;
const DOMAIN_DAYS = 45;
const ALL_MAINTENANCE = 50;

/** What one that somebody asks for looks back on; coming maintenance is named as far ahead. */
const lookBack: Record<ReportKind, number> = {
  daily: DAY,
  weekly: 7 * DAY,
  monthly: 30 * DAY,
};

/** What happened in a namespace (null: everywhere), up to now unless a window is given. Everybody may look. */
export async function makeReport(
  context: Pick<Context, "store" | "now">,
  {
    kind,
    namespaceId,
    window = { from: context.now - lookBack[kind], until: context.now },
    dueAt = null,
    subscriptionId = null,
  }: {
    kind: ReportKind;
    namespaceId: number | null;
    window?: Interval;
    dueAt?: Instant | null;
    subscriptionId?: number | null;
  },
): Promise<Report> {
  const { store, now } = context;
  const { db } = store;
  const namespace = await namespaceOf(db, namespaceId);
  const services = await servicesIn(db, namespaceId);
  const ids = services.map(({ id }) => id);
  const before = { from: 2 * window.from - window.until, until: window.from };
  const figures = await figuresOf(context, services, [window, before]);
  const worst = worstOf(services, figures);
  const responses = await responsesIn(db, ids, window, before);
  const all = [0, 1].map((index) =>
    together([...figures.values()].flatMap((one) => one[index] ?? [])),
  );
  return {
    kind,
    namespace: {
      id: namespaceId,
      name: namespace.name,
      timezone: namespace.timezone,
    },
    window,
    at: now,
    dueAt,
    subscriptionId,
    services: await countsIn(db, namespaceId),
    troubled: await troubledIn(db, namespaceId, MOST_TROUBLED),
    incidents: await incidentsOfReport(db, namespaceId, window, MOST_INCIDENTS),
    uptime: {
      now: all[0]?.uptime.ratio ?? null,
      before: beforeIsKnown(services, before)
        ? (all[1]?.uptime.ratio ?? null)
        : null,
    },
    downMs: all[0]?.uptime.downMs ?? 0,
    response: {
      now: averageOf(responses, false),
      before: averageOf(responses, true),
    },
    worst: worst.map(({ name, ratio, downMs }) => ({ name, ratio, downMs })),
    slowest: slowestOf(responses),
    ending: await endingSoon(db, ids, {
      now,
      certificateDays: CERTIFICATE_DAYS,
      domainDays: DOMAIN_DAYS,
      limit: MOST_ENDING,
    }),
    maintenance: await maintenanceAhead(
      db,
      namespace.slug,
      now + lookBack[kind],
    ),
    days:
      kind === "daily"
        ? null
        : await daysOf(db, {
            window,
            worst,
            responses,
            timezone: namespace.timezone,
          }),
  };
}

/** Of all services together. */
function averageOf(
  responses: readonly ResponseRow[],
  isBefore: boolean,
): number | null {
  const all = responses.find(
    (row) =>
      row.isBefore === isBefore && row.service === null && row.date === null,
  );
  return all?.averageMs ?? null;
}

function slowestOf(responses: readonly ResponseRow[]): Report["slowest"] {
  return responses
    .flatMap(({ isBefore, service, averageMs }) =>
      isBefore || service === null ? [] : [{ name: service, averageMs }],
    )
    .sort((a, b) => b.averageMs - a.averageMs)
    .slice(0, MOST_WORST);
}

/** Where everything is newer than the span before, there is nothing to compare with. */
function beforeIsKnown(
  services: readonly { createdAt: Instant }[],
  { until }: Interval,
): boolean {
  return services.some(({ createdAt }) => createdAt < until);
}

async function namespaceOf(db: Db, id: number | null) {
  return id === null
    ? { name: "all services", slug: null, timezone: await commonZone(db) }
    : getNamespace(db, id);
}

interface Worst {
  id: number;
  name: string;
  ratio: number;
  downMs: number;
}

function worstOf(
  services: readonly { id: number; name: string }[],
  figures: Map<number, Figures[]>,
): Worst[] {
  return services
    .flatMap(({ id, name }) => {
      const uptime = figures.get(id)?.[0]?.uptime;
      return uptime === undefined ||
        uptime.ratio === null ||
        uptime.downMs === 0
        ? []
        : [{ id, name, ratio: uptime.ratio, downMs: uptime.downMs }];
    })
    .sort((a, b) => b.downMs - a.downMs)
    .slice(0, MOST_WORST);
}

async function countsIn(
  db: Db,
  namespaceId: number | null,
): Promise<Report["services"]> {
  const counts = new Map(
    (await statusesIn(db, namespaceId)).map(({ status, count }) => [
      status,
      count,
    ]),
  );
  const byStatus = Object.fromEntries(
    statuses.map((status) => [status, counts.get(status) ?? 0]),
  ) as Omit<Report["services"], "total">;
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return { total, ...byStatus };
}

async function maintenanceAhead(
  db: Db,
  slug: string | null,
  until: Instant,
): Promise<Report["maintenance"]> {
  const coming = await comingMaintenance(db, ALL_MAINTENANCE);
  return coming
    .filter(
      ({ covers, startsAt }) =>
        startsAt < until &&
        (slug === null || covers.some((one) => one.startsWith(`${slug}/`))),
    )
    .slice(0, MOST_MAINTENANCE)
    .map(({ title, startsAt, endsAt }) => ({ title, startsAt, endsAt }));
}

/** Each day of the window: how long the worst were down, and how quickly all answered (that by UTC's days). */
async function daysOf(
  db: Db,
  {
    window,
    worst,
    responses,
    timezone,
  }: {
    window: Interval;
    worst: readonly Worst[];
    responses: readonly ResponseRow[];
    timezone: string;
  },
): Promise<NonNullable<Report["days"]>> {
  const days = localDays(window, timezone);
  const downtimes = await downtimesBetween(
    db,
    worst.map(({ id }) => id),
    window.from,
    window.until,
  );
  const averages = new Map(
    responses
      .filter(({ isBefore }) => !isBefore)
      .map(({ date, averageMs }) => [date, averageMs]),
  );
  return {
    labels: days.map(({ date }) => date),
    down: worst.map(({ id, name }) => {
      const own = downtimes.filter(({ serviceId }) => serviceId === id);
      return {
        name,
        minutes: days.map((day) => minutesWithin(own, day, window)),
      };
    }),
    averageMs: days.map(({ date }) => averages.get(date) ?? null),
  };
}

function minutesWithin(
  downtimes: readonly Interval[],
  day: Interval,
  window: Interval,
): number {
  const from = Math.max(day.from, window.from);
  const until = Math.min(day.until, window.until);
  const ms = downtimes.reduce(
    (sum, one) =>
      sum + Math.max(0, Math.min(one.until, until) - Math.max(one.from, from)),
    0,
  );
  return Number((ms / MINUTE).toFixed(1));
}

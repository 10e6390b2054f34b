import { lastDays } from "../../base/local-days.ts";
import { localDate, settingsOf } from "../../base/zone.ts";
import {
  type CalendarDay,
  type Failures,
  type ResponseTimes,
  type Span,
  spanSizes,
  type UptimeCalendar,
  uptimeOf,
  windowOf,
} from "../../domain/pictures.ts";
import { DAY, type Instant, type Interval } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import { downtimesBetween } from "../../store/incidents/incidents.ts";
import { maintenanceTimesBetween } from "../../store/maintenance/maintenance.ts";
import { monitorsOf } from "../../store/targets/monitors.ts";
import {
  getNamespace,
  listNamespaces,
} from "../../store/targets/namespaces.ts";
import {
  answersByStep,
  failureCounts,
  type FailureRow,
  servicesIn,
  type StepRow,
  watchedDays,
} from "../../store/views/pictures.ts";
import { getService } from "../../store/targets/services.ts";
import type { Context } from "../context.ts";

/** What a picture is about: one service, a namespace, or (null) everything. */
export type Scope = { serviceId: number } | { namespaceId: number | null };

/** As many lines as can be told apart, in Slack's charts as in ours. */
const MOST_LINES = 6;
/** The others share one. */
const MOST_SERVICES = 5;
const EVERYTHING = "All services";

/** How quickly a service answered: hourly rollups, or daily ones over three months. Everybody may look. */
export async function responseTimesOf(
  { store: { db }, now }: Pick<Context, "store" | "now">,
  serviceId: number,
  span: Span,
): Promise<ResponseTimes> {
  const service = await getService(db, serviceId);
  const { timezone } = await getNamespace(db, service.namespaceId);
  const { stepMs } = spanSizes[span];
  const window = windowOf(span, now);
  const monitors = await monitorsOf(db, serviceId);
  const [answers, downtimes, maintenance] = await Promise.all([
    answersByStep(
      db,
      stepMs < DAY ? "rollups_hourly" : "rollups_daily",
      monitors.map(({ id }) => id),
      window,
      stepMs,
    ),
    downtimesBetween(db, [serviceId], window.from, window.until),
    maintenanceTimesBetween(db, [serviceId], window.from, window.until),
  ]);
  const steps = Math.ceil((window.until - window.from) / stepMs);
  const lines = linesOf(monitors, answers, steps);
  return {
    kind: "response-times",
    service: service.name,
    timezone,
    span,
    window,
    stepMs,
    lines: lines.slice(0, MOST_LINES),
    leftOut: Math.max(0, lines.length - MOST_LINES),
    averageMs: meanOf(answers),
    downtimes: cut(downtimes, window),
    maintenance: cut(maintenance, window),
  };
}

/** The slowest first; monitors that never answered have no line. */
function linesOf(
  monitors: readonly { id: number; name: string }[],
  answers: readonly StepRow[],
  steps: number,
): ResponseTimes["lines"] {
  const byMonitor = Map.groupBy(answers, ({ monitorId }) => monitorId);
  return monitors
    .flatMap(({ id, name }) => {
      const rows = byMonitor.get(id);
      return rows === undefined
        ? []
        : [{ name, rows, mean: meanOf(rows) ?? 0 }];
    })
    .sort((a, b) => b.mean - a.mean)
    .map(({ name, rows }) => {
      const line = Array.from({ length: steps }, () => ({
        count: 0,
        meanMs: null as number | null,
      }));
      for (const { step, count, sumMs } of rows)
        line[step] = { count, meanMs: sumMs / count };
      return { name, steps: line };
    });
}

function meanOf(rows: readonly StepRow[]): number | null {
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  const total = rows.reduce((sum, row) => sum + row.sumMs, 0);
  return count === 0 ? null : total / count;
}

/** Stretches in order, cut to a window. */
export function cut(
  downtimes: readonly Interval[],
  { from, until }: Interval,
): Interval[] {
  return downtimes
    .map((down) => ({
      from: Math.max(down.from, from),
      until: Math.min(down.until, until),
    }))
    .filter((down) => down.from < down.until)
    .sort((a, b) => a.from - b.from);
}

/** How often services failed, by hour and by day, on the clocks of their namespace. Everybody may look. */
export async function failuresOf(
  { store: { db }, now }: Pick<Context, "store" | "now">,
  scope: Scope,
  span: Span,
): Promise<Omit<Failures, "kind">> {
  return failuresAmong(db, await subjectOf(db, scope), span, now);
}

/** How often the services of a subject failed. */
export async function failuresAmong(
  db: Db,
  { name, timezone, services }: Subject,
  span: Span,
  now: Instant,
): Promise<Omit<Failures, "kind">> {
  const days = lastDays(timezone, now, spanSizes[span].ms / DAY);
  const window = { from: days[0]?.from ?? now, until: now };
  const dates = days.map(({ from }) => localDate(from, timezone));
  const counts = await failureCounts(
    db,
    services.map(({ id }) => id),
    settingsOf(timezone, window),
    MOST_SERVICES,
  );
  return {
    scope: name,
    timezone,
    span,
    window,
    days: dates,
    series: seriesOf(counts, services, dates),
    byWeekHour: weekHours(counts),
    total: counts
      .filter(({ weekday }) => weekday !== null)
      .reduce((sum, { count }) => sum + count, 0),
  };
}

function seriesOf(
  counts: readonly FailureRow[],
  services: readonly { id: number; name: string }[],
  dates: readonly string[],
): Failures["series"] {
  const names = new Map(services.map(({ id, name }) => [id, name]));
  const firstDay = Date.parse(dates[0] ?? "") / DAY;
  const byService = Map.groupBy(
    counts.filter(({ weekday }) => weekday === null),
    ({ serviceId }) => serviceId,
  );
  return [...byService]
    .map(([serviceId, rows]) => ({
      name: serviceId === null ? "others" : (names.get(serviceId) ?? ""),
      isRest: serviceId === null,
      byHour: placed(24, rows, ({ hour }) => hour),
      byDay: placed(dates.length, rows, ({ day }) =>
        day === null ? null : day - firstDay,
      ),
      total: rows.reduce(
        (sum, { hour, count }) => sum + (hour === null ? 0 : count),
        0,
      ),
    }))
    .sort((a, b) => Number(a.isRest) - Number(b.isRest) || b.total - a.total)
    .map(({ name, byHour, byDay }) => ({ name, byHour, byDay }));
}

function weekHours(counts: readonly FailureRow[]): number[][] {
  return Array.from({ length: 7 }, (_, day) =>
    placed(
      24,
      counts.filter(({ weekday }) => weekday === day + 1),
      ({ hour }) => hour,
    ),
  );
}

/** Counts in their places; rows without a place are left out. */
function placed(
  length: number,
  rows: readonly FailureRow[],
  placeOf: (row: FailureRow) => number | null,
): number[] {
  const counts = Array.from({ length }, () => 0);
  for (const row of rows) {
    const place = placeOf(row);
    if (place !== null && place in counts) counts[place] = row.count;
  }
  return counts;
}

/** Uptime on each of the last days, today included, on the calendar of the namespace. Everybody may look. */
export async function calendarOf(
  { store: { db }, now }: Pick<Context, "store" | "now">,
  scope: Scope,
  count: number,
): Promise<UptimeCalendar> {
  const { name, timezone, services } = await subjectOf(db, scope);
  const days = lastDays(timezone, now, count);
  const window = { from: days[0]?.from ?? now, until: now };
  const ids = services.map(({ id }) => id);
  const downtimes = await downtimesBetween(db, ids, window.from, now);
  const planned = timesIn(
    days,
    cut(await maintenanceTimesBetween(db, ids, window.from, now), window),
  );
  const existing = existingIn(days, services, now);
  const counted = existing.map((ms, index) => ms - (planned[index] ?? 0));
  const down = timesIn(days, cut(downtimes, window));
  const isWatched =
    "serviceId" in scope
      ? await watchedBy(db, scope.serviceId, window)
      : () => true;
  const shown = days.map((day, index): CalendarDay => {
    const date = localDate(day.from, timezone);
    const countedMs = counted[index] ?? 0;
    const downMs = down[index] ?? 0;
    if (countedMs <= 0 || !(downMs > 0 || isWatched(day)))
      return { date, ratio: null, downMs: 0, countedMs: 0 };
    const ratio = Math.max(0, 1 - downMs / countedMs);
    return { date, ratio, downMs, countedMs };
  });
  const total = uptimeOf(shown);
  return {
    kind: "uptime-calendar",
    scope: name,
    timezone,
    days: shown,
    ...total,
  };
}

/** How long services were there on each day, added up. */
function existingIn(
  days: readonly Interval[],
  services: readonly { createdAt: Instant }[],
  now: Instant,
): number[] {
  const births = services
    .map(({ createdAt }) => createdAt)
    .sort((a, b) => a - b);
  let older = 0;
  return days.map((day) => {
    const until = Math.min(day.until, now);
    while ((births[older] ?? Infinity) <= day.from) older++;
    let ms = older * Math.max(0, until - day.from);
    for (let place = older; (births[place] ?? Infinity) < until; place++)
      ms += until - (births[place] ?? until);
    return ms;
  });
}

/** How much of some stretches lies in each day. */
function timesIn(
  days: readonly Interval[],
  stretches: readonly Interval[],
): number[] {
  const times = days.map(() => 0);
  for (const { from, until } of stretches)
    for (let place = dayAt(days, from); place < days.length; place++) {
      const day = days[place];
      if (day === undefined || day.from >= until) break;
      times[place] =
        (times[place] ?? 0) +
        Math.max(0, Math.min(day.until, until) - Math.max(day.from, from));
    }
  return times;
}

/** A day that an instant lies in, or one before it: none has more than 25 hours. */
function dayAt(days: readonly Interval[], at: Instant): number {
  const first = days[0]?.from ?? at;
  return Math.max(0, Math.floor((at - first) / DAY) - 1);
}

/** Whether anybody looked on a day, as far as UTC's days tell. */
async function watchedBy(
  db: Db,
  serviceId: number,
  window: Interval,
): Promise<(day: Interval) => boolean> {
  const monitors = await monitorsOf(db, serviceId);
  const from = Math.floor(window.from / DAY) * DAY;
  const watched = await watchedDays(
    db,
    monitors.map(({ id }) => id),
    { from, until: window.until },
  );
  const today = Math.floor(window.until / DAY);
  return (day) => {
    const last = Math.floor((day.until - 1) / DAY);
    return (
      last >= today || // it is still being counted
      watched.has(Math.floor(day.from / DAY)) ||
      watched.has(last)
    );
  };
}

/** What a picture is about: services under one name. */
export interface Subject {
  name: string;
  timezone: string;
  services: { id: number; name: string; createdAt: Instant }[];
}

async function subjectOf(db: Db, scope: Scope): Promise<Subject> {
  if ("serviceId" in scope) {
    const service = await getService(db, scope.serviceId);
    const { timezone } = await getNamespace(db, service.namespaceId);
    return { name: service.name, timezone, services: [service] };
  }
  const services = await servicesIn(db, scope.namespaceId);
  if (scope.namespaceId !== null) {
    const { name, timezone } = await getNamespace(db, scope.namespaceId);
    return { name, timezone, services };
  }
  return { name: EVERYTHING, timezone: await commonZone(db), services };
}

/** The zone of all namespaces where they share one. */
export async function commonZone(db: Db): Promise<string> {
  const [first, ...others] = new Set(
    (await listNamespaces(db)).map(({ timezone }) => timezone),
  );
  return first === undefined || others.length > 0 ? "UTC" : first;
}

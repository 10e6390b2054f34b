import type { z } from "zod";
import { UNTIL_RESUMED } from "../../actions/targets/pause-monitors.ts";
import type {
  MaintenanceLine,
  PrivateDeliveryRow,
  PrivateIncidentRow,
  PrivateMonitorRow,
  PrivateResultRow,
  PrivateServiceRow,
  Summary,
} from "../../actions/inside/private-view.ts";
import { compactDuration } from "../../domain/duration.ts";
import { worstOf } from "../../domain/incident.ts";
import { arrivalOf } from "../../domain/sms-status.ts";
import { type Instant, MINUTE } from "../../domain/time.ts";
import { isoOf } from "./answers.ts";
import type {
  deliveryShape,
  monitorShape,
  privateIncidentShape,
  privateServiceShape,
  resultShape,
  summaryShape,
  windowShape,
} from "./private-shapes.ts";

const orNull = (at: Instant | null): string | null =>
  at === null ? null : isoOf(at);

export function privateServiceAnswer({
  incidentId,
  since,
  ...service
}: PrivateServiceRow): z.output<typeof privateServiceShape> {
  return { ...service, since: isoOf(since), incident: incidentId };
}

export function monitorAnswer(
  row: PrivateMonitorRow,
): z.output<typeof monitorShape> {
  const { id, name, type, service, namespace, health, settings } = row;
  return {
    id,
    name,
    type,
    service,
    namespace,
    health,
    since: isoOf(row.since),
    nextLookAt: row.dueAt >= UNTIL_RESUMED ? null : isoOf(row.dueAt),
    settings,
    secrets: row.secrets,
    every: row.everyMs === null ? null : compactDuration(row.everyMs),
    schedule: row.schedule,
    timeout: compactDuration(row.timeoutMs),
    confirm: {
      failures: row.confirmFailures,
      retry: compactDuration(row.confirmRetryMs),
      successes: row.confirmSuccesses,
    },
    essential: row.essential,
    measured:
      row.factsAt === null
        ? null
        : { at: isoOf(row.factsAt), facts: row.facts ?? {} },
  };
}

export function resultAnswer({
  at,
  ...result
}: PrivateResultRow): z.output<typeof resultShape> {
  return { at: isoOf(at), ...result };
}

export function privateIncidentAnswer(
  row: PrivateIncidentRow,
): z.output<typeof privateIncidentShape> {
  const { service, serviceName, beganAt, resolvedAt, snoozedUntil } = row;
  const { id, namespace, cause, resolution, acknowledgedBy } = row;
  return {
    id,
    namespace,
    cause,
    resolution,
    acknowledgedBy,
    severity: worstOf(row),
    service: { slug: service, name: serviceName },
    beganAt: isoOf(beganAt),
    resolvedAt: orNull(resolvedAt),
    snoozedUntil: orNull(snoozedUntil),
  };
}

export function deliveryAnswer({
  outlet,
  createdAt,
  sentAt,
  nextAttemptAt,
  incidentId,
  smsStatus,
  smsError,
  ...delivery
}: PrivateDeliveryRow): z.output<typeof deliveryShape> {
  const arrival = arrivalOf({ ...delivery, smsStatus, smsError });
  return {
    ...delivery,
    arrival: arrival?.kind ?? null,
    failure: arrival?.kind === "lost" ? arrival.why : delivery.failure,
    recipient: outlet,
    createdAt: isoOf(createdAt),
    sentAt: orNull(sentAt),
    nextAttemptAt: isoOf(nextAttemptAt),
    incident: incidentId,
  };
}

export function windowAnswer(
  line: MaintenanceLine,
): z.output<typeof windowShape> {
  const { windowId, title, note, purpose, covers, state, zone, rule } = line;
  return {
    id: windowId,
    title,
    note,
    purpose,
    covers,
    state,
    startsAt: isoOf(line.startsAt),
    endsAt: isoOf(line.endsAt),
    zone,
    rule,
    tellsCustomers: line.tellsCustomers,
    createdBy: line.createdBy,
  };
}

export function summaryAnswer({
  at,
  services,
  averageMs,
  monthUptime,
  disks,
  loads,
}: Summary): z.output<typeof summaryShape> {
  const { up = 0, down = 0, difficulties = 0 } = services;
  const { maintenance = 0, unknown = 0 } = services;
  const total = up + down + difficulties + maintenance + unknown;
  const [disk] = disks;
  const [load] = loads;
  const sentence = [
    `${up}/${total} up`,
    ...(averageMs === null
      ? []
      : [`average response ${Math.round(averageMs)} ms`]),
    ...(monthUptime === null
      ? []
      : [`average uptime this month ${percentOf(monthUptime)}`]),
    ...(disk === undefined
      ? []
      : [
          `fullest disk ${Math.round(disk.usedPercent)} % (${disk.monitorName})`,
        ]),
    ...(load === undefined
      ? []
      : [`highest load ${load.load1} (${load.monitorName})`]),
  ].join(", ");
  return {
    at: isoOf(at),
    text: sentence,
    services: { total, up, down, difficulties, maintenance, unknown },
    averageResponseMs: averageMs,
    uptimeThisMonth: monthUptime,
    fullestDisks: disks.map(({ monitorName, serviceName, usedPercent }) => ({
      monitor: `${serviceName}/${monitorName}`,
      usedPercent,
    })),
    highestLoads: loads.map(({ monitorName, serviceName, load1 }) => ({
      monitor: `${serviceName}/${monitorName}`,
      load1,
    })),
  };
}

/** Rounded down: what was down for a moment was not up all the time. */
function percentOf(ratio: number): string {
  return `${(Math.floor(ratio * 100_000) / 1_000).toFixed(3)} %`;
}

/** A summary is kept this long: it reads something of every service. */
export const SUMMARY_FRESH_MS = MINUTE / 2;

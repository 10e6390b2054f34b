import type { z } from "zod";
import type { PublicIncident } from "../../actions/public/public-incidents.ts";
import type {
  PublicMaintenance,
  PublicNamespace,
  PublicPost,
  PublicService,
} from "../../actions/public/public-view.ts";
import type { PublicResponseTimes } from "../../actions/public/public-pictures.ts";
import { localDate } from "../../base/zone.ts";
import { worstOf } from "../../domain/incident.ts";
import { type Status, statuses } from "../../domain/service.ts";
import { SECOND } from "../../domain/time.ts";
import { overallSentence, updateWords } from "../page/words.ts";
import type {
  incidentShape,
  maintenanceShape,
  namespaceShape,
  postShape,
  responseTimesShape,
  serviceDetailShape,
  serviceShape,
} from "./shapes.ts";

export const isoOf = (at: number): string => new Date(at).toISOString();

export function countsOf(
  services: readonly PublicService[],
): Record<Status, number> {
  const counts = Object.fromEntries(
    statuses.map((status) => [status, 0]),
  ) as Record<Status, number>;
  for (const { status } of services) counts[status] += 1;
  return counts;
}

export function namespaceAnswer({
  slug,
  name,
  timezone,
  services,
}: PublicNamespace): z.output<typeof namespaceShape> {
  const { status, text } = overallSentence(services);
  return { slug, name, timezone, status, text, services: countsOf(services) };
}

export function serviceAnswer(
  { slug, name, status, since, uptimes }: PublicService,
  namespace: PublicNamespace,
): z.output<typeof serviceShape> {
  const of = (days: number): number | null =>
    uptimes.find((one) => one.days === days)?.ratio ?? null;
  return {
    slug,
    name,
    namespace: namespace.slug,
    status,
    since: isoOf(since),
    uptime: { d1: of(1), d7: of(7), d30: of(30), d90: of(90), d365: of(365) },
  };
}

export function serviceDetailAnswer(
  service: PublicService,
  namespace: PublicNamespace,
): Omit<z.output<typeof serviceDetailShape>, "at"> {
  return {
    ...serviceAnswer(service, namespace),
    days: service.days.map(({ from, ratio, downMs }) => ({
      date: localDate(from, namespace.timezone),
      uptime: ratio,
      downSeconds: Math.round(downMs / SECOND),
    })),
  };
}

export function incidentAnswer(
  incident: PublicIncident,
): z.output<typeof incidentShape> {
  const { id, service, namespaceSlug, resolution } = incident;
  return {
    id,
    service,
    namespace: namespaceSlug,
    severity: worstOf(incident),
    beganAt: isoOf(incident.beganAt),
    resolvedAt:
      incident.resolvedAt === null ? null : isoOf(incident.resolvedAt),
    resolution,
    updates: incident.updates.map((update) => ({
      at: isoOf(update.at),
      kind: update.kind,
      text: updateWords(update, incident),
    })),
    postmortem:
      incident.postmortem === null
        ? null
        : { ...incident.postmortem, at: isoOf(incident.postmortem.at) },
  };
}

export function postAnswer(
  { at, channel, account, text, url }: PublicPost,
  namespace: string,
): z.output<typeof postShape> {
  return { at: isoOf(at), namespace, channel, account, text, url };
}

export function responseTimesAnswer({
  picture: { span, window, stepMs, lines, averageMs },
  percentiles,
}: PublicResponseTimes): z.output<typeof responseTimesShape> {
  const within = (share: number): number | null =>
    percentiles.find((one) => one.share === share)?.ms ?? null;
  const [most, half] = lines;
  const steps = (half?.steps ?? []).map(({ count, meanMs }, step) => ({
    from: isoOf(window.from + step * stepMs),
    answers: count,
    p50Ms: meanMs,
    p95Ms: most?.steps[step]?.meanMs ?? null,
  }));
  return {
    span,
    from: isoOf(window.from),
    until: isoOf(window.until),
    answers: steps.reduce((sum, { answers }) => sum + answers, 0),
    meanMs: averageMs,
    p50Ms: within(0.5),
    p95Ms: within(0.95),
    p99Ms: within(0.99),
    stepSeconds: stepMs / SECOND,
    steps,
  };
}

export function maintenanceAnswer({
  id,
  state,
  purpose,
  startsAt,
  endsAt,
  services,
}: PublicMaintenance): z.output<typeof maintenanceShape> {
  return {
    id,
    isRunning: state === "running",
    purpose: purpose === "" ? null : purpose,
    startsAt: isoOf(startsAt),
    endsAt: isoOf(endsAt),
    services: services.map(({ slug, name, namespaceSlug }) => ({
      slug,
      name,
      namespace: namespaceSlug,
    })),
  };
}

import {
  type HookEvent,
  type HookIncident,
  MOST_INCIDENTS,
} from "../../base/hook-event.ts";
import { clip } from "../../base/text.ts";
import type { Report } from "../../domain/report.ts";
import type { Content, Maintenance, Story } from "../channel.ts";

const LONGEST_NAME = 200;
const LONGEST_TEXT = 2_000;

/** An event without its id, which is that of its delivery. */
type WithoutId<Event> = Event extends unknown ? Omit<Event, "id"> : never;
export type HookNews = WithoutId<HookEvent>;

type UrlOf = ((path: string) => string) | null;

/** What is told, for programs; `text` says it for people, and `urlOf` where the pages are. */
export function newsOf(
  content: Content,
  text: string,
  urlOf: UrlOf = null,
): HookNews {
  const version = 1;
  switch (content.kind) {
    case "stories": {
      const { topic, stories } = content;
      return {
        version,
        type: "incidents",
        text,
        topic,
        count: stories.length,
        incidents: stories
          .slice(0, MOST_INCIDENTS)
          .map((story) => incidentOf(story, urlOf)),
      };
    }
    case "maintenance":
      return {
        version,
        type: "maintenance",
        text,
        maintenance: maintenanceOf(content.maintenance),
      };
    case "report":
      return {
        version,
        type: "report",
        text,
        report: reportOf(content.report),
      };
    case "words":
      return { version, type: "words", text, lines: content.lines };
  }
}

function incidentOf(story: Story, urlOf: UrlOf): HookIncident {
  const { acknowledgedAt, resolvedAt, namespace, cause, detail } = story;
  return {
    id: story.incidentId,
    url: urlOf?.(`/incidents/${story.incidentId}`) ?? null,
    service: clip(story.service, LONGEST_NAME),
    slug: story.slug,
    namespace: {
      slug: story.namespaceSlug,
      name: clip(namespace.name, LONGEST_NAME),
      timezone: namespace.timezone,
    },
    state: stateOf(story),
    severity: story.severity,
    news: story.news,
    cause: clip(cause, LONGEST_TEXT),
    // What it begins with is its cause already.
    detail:
      detail === null || detail === cause ? null : clip(detail, LONGEST_TEXT),
    actor: story.actor,
    beganAt: iso(story.beganAt),
    at: iso(story.at),
    acknowledgedAt: isoOrNull(acknowledgedAt),
    acknowledgedBy: story.acknowledgedBy,
    resolvedAt: isoOrNull(resolvedAt),
    resolution: story.resolution,
    runbook: story.runbook,
  };
}

function stateOf({
  resolvedAt,
  acknowledgedAt,
}: Pick<Story, "resolvedAt" | "acknowledgedAt">): HookIncident["state"] {
  if (resolvedAt !== null) return "resolved";
  return acknowledgedAt === null ? "open" : "acknowledged";
}

function maintenanceOf(maintenance: Maintenance) {
  const { services, meanwhile } = maintenance;
  return {
    id: maintenance.windowId,
    state: maintenance.state,
    news: maintenance.news,
    title: maintenance.title,
    note: maintenance.note,
    purpose: maintenance.purpose,
    repeats: maintenance.again,
    startsAt: iso(maintenance.startsAt),
    endsAt: iso(maintenance.endsAt),
    beganAt: isoOrNull(maintenance.beganAt),
    endedAt: isoOrNull(maintenance.endedAt),
    services: services.names,
    serviceCount: services.count,
    namespaces: services.namespaces,
    timezone: services.timezone,
    actor: maintenance.actor,
    at: iso(maintenance.at),
    stillFailing: meanwhile?.stillFailing ?? [],
    mended: meanwhile?.mended ?? [],
  };
}

function reportOf(report: Report) {
  const { namespace, window, services, uptime, incidents } = report;
  return {
    kind: report.kind,
    namespace: { name: namespace.name, timezone: namespace.timezone },
    from: iso(window.from),
    until: iso(window.until),
    at: iso(report.at),
    services,
    uptime: uptime.now,
    uptimeBefore: uptime.before,
    downMs: report.downMs,
    incidentCount: incidents.count,
    incidents: incidents.shown.map((shown) => ({
      id: shown.id,
      service: shown.service,
      severity: shown.severity,
      cause: clip(shown.cause, LONGEST_TEXT),
      beganAt: iso(shown.beganAt),
      resolvedAt: isoOrNull(shown.resolvedAt),
    })),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : iso(at);
}

import type { Story } from "../announcer/channel.ts";

export const STORY_BEGAN = Date.UTC(2026, 10, 21, 10, 2);

/** An incident as channels tell it: Datastore is down, and nobody did anything yet. */
export function storyOf(fields: Partial<Story> = {}): Story {
  const { beganAt = STORY_BEGAN } = fields;
  return {
    incidentId: 12,
    serviceId: 3,
    service: "Datastore",
    slug: "datastore",
    namespace: { name: "IATI", timezone: "UTC" },
    namespaceSlug: "iati",
    site: null,
    runbook: null,
    severity: "down",
    beganAt,
    downSince: beganAt,
    firstDownAt: beganAt,
    hearsDifficulties: true,
    acknowledgedAt: null,
    acknowledgedBy: null,
    snooze: null,
    resolvedAt: null,
    resolution: null,
    news: ["down"],
    cause: "front page: no answer within 5 s",
    detail: "front page: no answer within 5 s",
    actor: null,
    at: STORY_BEGAN + 25_000,
    until: null,
    update: null,
    look: null,
    onCall: [],
    ...fields,
  };
}

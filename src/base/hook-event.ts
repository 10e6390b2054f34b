import { z } from "zod";

// What a webhook is told. The OpenAPI document, the types and the tests come from these. The words are a promise to
// others, so they stand here again: what the domain says more does not compile where it is told.
const severities = ["difficulties", "down"] as const;
const resolutions = ["recovered", "paused", "maintenance", "removed"] as const;
const incidentReasons = [
  "down",
  "difficulties",
  "worsened",
  "improved",
  "recovered",
  "reminder",
  "acknowledged",
  "handed-back",
  "snoozed",
  "woken",
  "update",
  "ended",
] as const;
const maintenanceReasons = [
  "planned",
  "moved",
  "begins",
  "extended",
  "ends",
  "cancelled",
] as const;
const maintenanceStates = [
  "planned",
  "running",
  "ended",
  "cancelled",
  "missed",
] as const;
const statuses = [
  "up",
  "difficulties",
  "down",
  "maintenance",
  "unknown",
] as const;

/** More incidents than this are counted and not listed: the body is to stay one that any server takes. */
export const MOST_INCIDENTS = 500;

const moment = z.iso.datetime().describe("A moment in UTC.");
const timezone = z.string().describe('"Europe/London".');
const ratio = z.number().min(0).max(1).nullable();

const incident = z.strictObject({
  id: z
    .int()
    .describe("The incident's number: the same in all that is told of it."),
  url: z
    .url()
    .nullable()
    .describe(
      "The incident's page; of a service that customers do not see, for who is signed in. Null without PUBLIC_URL.",
    ),
  service: z.string().describe("Its name."),
  slug: z.string().describe("By which the API and the page know the service."),
  namespace: z.strictObject({ slug: z.string(), name: z.string(), timezone }),
  state: z.enum(["open", "acknowledged", "resolved"]),
  severity: z.enum(severities),
  news: z
    .array(z.enum(incidentReasons))
    .describe("What is new of it, in order."),
  cause: z
    .string()
    .describe(
      "What is wrong with the service as long as the incident lasts, in words.",
    ),
  detail: z
    .string()
    .nullable()
    .describe(
      "What the latest news adds to that: of an update somebody's own words, of the end why it ended. Null where it adds nothing.",
    ),
  actor: z.string().nullable().describe("Who did the latest, by name."),
  beganAt: moment,
  at: moment.describe("When the latest happened."),
  acknowledgedAt: moment.nullable(),
  acknowledgedBy: z.string().nullable(),
  resolvedAt: moment.nullable(),
  resolution: z.enum(resolutions).nullable(),
  runbook: z.string().nullable(),
});

const common = {
  id: z
    .string()
    .describe(
      "The delivery's number, the same as the header Idempotency-Key: whatever comes with one that you have seen is the same again.",
    ),
  version: z.literal(1),
  text: z.string().describe("All of it in a sentence."),
};

const incidents = z.strictObject({
  ...common,
  type: z.literal("incidents"),
  topic: z
    .enum(["trouble", "brief", "recovered", "still", "note", "update"])
    .describe("What all of them have in common; brief is down and up again."),
  count: z.int().describe("How many incidents it is about."),
  incidents: z.array(incident).max(MOST_INCIDENTS),
});

const maintenance = z.strictObject({
  ...common,
  type: z.literal("maintenance"),
  maintenance: z.strictObject({
    id: z.int().describe("The window's number."),
    state: z.enum(maintenanceStates),
    news: z.array(z.enum(maintenanceReasons)),
    title: z.string(),
    note: z.string(),
    purpose: z
      .string()
      .describe("What it is for, as written for customers; may be empty."),
    repeats: z.string().nullable().describe("How it comes again, in words."),
    startsAt: moment,
    endsAt: moment,
    beganAt: moment.nullable(),
    endedAt: moment.nullable(),
    services: z.array(z.string()).describe("The first of them by name."),
    serviceCount: z.int(),
    namespaces: z.array(z.string()),
    timezone,
    actor: z.string().nullable(),
    at: moment,
    stillFailing: z.array(z.string()),
    mended: z.array(z.string()),
  }),
});

const report = z.strictObject({
  ...common,
  type: z.literal("report"),
  report: z.strictObject({
    kind: z.enum(["daily", "weekly", "monthly"]),
    namespace: z.strictObject({ name: z.string(), timezone }),
    from: moment,
    until: moment,
    at: moment,
    services: z.record(z.enum(["total", ...statuses]), z.int()),
    uptime: ratio,
    uptimeBefore: ratio,
    downMs: z.number(),
    incidentCount: z.int(),
    incidents: z.array(
      z.strictObject({
        id: z.int(),
        service: z.string(),
        severity: z.enum(severities),
        cause: z.string(),
        beganAt: moment,
        resolvedAt: moment.nullable(),
      }),
    ),
  }),
});

const words = z.strictObject({
  ...common,
  type: z.literal("words"),
  lines: z
    .array(z.string())
    .describe("Something for people to read; a test begins with TEST."),
});

/** The body of a webhook. */
export const hookEventShape = z
  .discriminatedUnion("type", [incidents, maintenance, report, words])
  .describe(
    "Something that a namespace's people are told. Fields may be added; a change that breaks readers has another version.",
  );

export type HookEvent = z.infer<typeof hookEventShape>;
export type HookIncident = z.infer<typeof incident>;

import { z } from "zod";
import { deliveryStates } from "../../actions/inside/private-view.ts";
import { parseDuration } from "../../domain/duration.ts";
import { healthKinds } from "../../domain/health.ts";
import { resolutions, severities } from "../../domain/incident.ts";
import { pageLevels } from "../../domain/paging.ts";
import { outcomes } from "../../domain/result.ts";
import { scopes } from "../../domain/scopes.ts";
import { statuses } from "../../domain/service.ts";

// What the private part of the API answers with, and what is said to it.

export const moment = z.iso.datetime().describe("A moment in UTC.");
export const slug = z.string().min(1).max(200);

/** A duration as people write it, here and in what is said. */
export const duration = z
  .string("must be a duration with its unit, as in 30s, 5m or 2h")
  .max(40)
  .refine((text) => parseDuration(text) !== undefined, {
    error: "must be a duration with its unit, as in 30s, 5m or 2h",
    abort: true,
  })
  .describe("With its unit: 30s, 5m, 2h, 1d.");

const LARGEST_ID = 2 ** 31 - 1;
export const id = z.coerce
  .number("must be a number")
  .int("must be a whole number")
  .min(1, "must be at least 1")
  .max(LARGEST_ID, "is too large");

export const limit = z.coerce
  .number("must be a number from 1 to 200")
  .int("must be a whole number")
  .min(1, "must be at least 1")
  .max(200, "must be at most 200")
  .default(50)
  .describe("At most so many.");

/** `next` of the part before, where lists go by number. */
export const numberCursor = z
  .string()
  .regex(/^\d{1,9}$/, "is no cursor of ours")
  .exactOptional()
  .describe("`next` of the part before.");

export const facts = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
  .describe("What was measured, in the units that the names say.");

export const privateServiceShape = z.strictObject({
  id: z.int(),
  slug: z.string(),
  name: z.string(),
  namespace: z.string(),
  public: z.boolean().describe("Whether customers see it."),
  runbook: z.string().nullable(),
  pages: z
    .enum(pageLevels)
    .describe("Whether its trouble calls the person on call."),
  status: z.enum(statuses),
  since: moment,
  monitors: z.int(),
  incident: z.int().nullable().describe("The open incident's number."),
});

export const monitorShape = z.strictObject({
  id: z.int(),
  name: z.string(),
  type: z.string(),
  service: z.string().describe("The service's slug."),
  namespace: z.string(),
  health: z.enum(healthKinds),
  since: moment.describe("When this health began."),
  nextLookAt: moment
    .nullable()
    .describe("Of a paused monitor, the end of its pause; null: for ever."),
  settings: z
    .record(z.string(), z.unknown())
    .describe("The check's own, without its secrets."),
  secrets: z.array(z.string()).describe("Which secrets are set."),
  every: duration.nullable(),
  schedule: z.array(z.string()).nullable().describe("Cron lines."),
  timeout: duration,
  confirm: z.strictObject({
    failures: z.int(),
    retry: duration,
    successes: z.int(),
  }),
  essential: z.boolean(),
  measured: z
    .strictObject({ at: moment, facts })
    .nullable()
    .describe("What was measured last."),
});

export const resultShape = z.strictObject({
  at: moment,
  outcome: z.enum(outcomes),
  latencyMs: z.number().nullable(),
  reason: z.string().nullable(),
  facts: facts.nullable(),
});

export const privateIncidentShape = z.strictObject({
  id: z.int(),
  service: z.strictObject({ slug: z.string(), name: z.string() }),
  namespace: z.string(),
  severity: z.enum(severities),
  cause: z.string(),
  beganAt: moment,
  resolvedAt: moment.nullable(),
  resolution: z.enum(resolutions).nullable(),
  acknowledgedBy: z.string().nullable(),
  snoozedUntil: moment.nullable(),
});

export const incidentDetailShape = privateIncidentShape.extend({
  downSeconds: z.int(),
  timeline: z.array(
    z.strictObject({
      at: moment,
      kind: z.string(),
      text: z.string(),
      actor: z.string().nullable(),
      public: z.boolean(),
    }),
  ),
});

export const deliveryShape = z.strictObject({
  id: z.int(),
  channel: z.string(),
  recipient: z.string().describe("As people call it."),
  reason: z.string(),
  text: z.string().describe("What was said, or will be."),
  state: z.enum(deliveryStates),
  arrival: z
    .enum(["delivered", "unconfirmed", "lost"])
    .nullable()
    .describe("Of an SMS that was sent: whether it is on the phone."),
  attempts: z.int(),
  failure: z.string().nullable(),
  createdAt: moment,
  sentAt: moment.nullable(),
  nextAttemptAt: moment,
  incident: z.int().nullable(),
});

export const windowShape = z.strictObject({
  id: z.int(),
  title: z.string(),
  note: z.string().describe("For the team."),
  purpose: z.string().describe("What customers read that it is for."),
  covers: z.array(z.string()),
  state: z.enum(["planned", "running"]),
  startsAt: moment,
  endsAt: moment,
  zone: z.string(),
  rule: z.string().nullable().describe("RFC 5545, where it comes again."),
  tellsCustomers: z.boolean(),
  createdBy: z.string(),
});

export const auditShape = z.strictObject({
  id: z.int(),
  at: moment,
  actor: z.string(),
  verb: z.string(),
  target: z.string(),
});

export const meShape = z.strictObject({
  person: z.string(),
  role: z.enum(["admin", "member", "guest", "unknown"]),
  token: z.strictObject({
    name: z.string(),
    scope: z.enum(scopes),
    expiresAt: moment,
  }),
});

export const summaryShape = z.strictObject({
  at: moment,
  text: z.string().describe("All of it in a sentence."),
  services: z.strictObject({
    total: z.int(),
    up: z.int(),
    down: z.int(),
    difficulties: z.int(),
    maintenance: z.int(),
    unknown: z.int(),
  }),
  averageResponseMs: z
    .number()
    .nullable()
    .describe("Of the last hour; null where nothing answered."),
  uptimeThisMonth: z.number().min(0).max(1).nullable(),
  fullestDisks: z.array(
    z.strictObject({ monitor: z.string(), usedPercent: z.number() }),
  ),
  highestLoads: z.array(
    z.strictObject({ monitor: z.string(), load1: z.number() }),
  ),
});

/** What one look saw, out of turn. */
export const lookShape = resultShape.omit({ at: true }).extend({ facts });

/** What was done, in the verb's words. */
export const doneShape = z.strictObject({ text: z.string() });

import { z } from "zod";
import { publicSteps } from "../../domain/announcement.ts";
import { resolutions, severities } from "../../domain/incident.ts";
import { spans } from "../../domain/pictures.ts";
import { statuses } from "../../domain/service.ts";

// What the API answers with. The OpenAPI document and the tests come from these.

const moment = z.iso.datetime().describe("A moment in UTC.");
const ratio = z
  .number()
  .min(0)
  .max(1)
  .nullable()
  .describe(
    "Share of time not down, maintenance left out; null where no time counts.",
  );
const status = z
  .enum(statuses)
  .describe("What is said of a service; of several, the worst.");
const slug = z.string().describe("The name in addresses.");

const counts = z
  .strictObject(
    Object.fromEntries(
      statuses.map((name) => [name, z.int().min(0)]),
    ) as Record<(typeof statuses)[number], z.ZodInt>,
  )
  .describe("How many services are in each status.");

/** While the database is away, what was known last is told. */
const at = moment.describe("When this was read.");

export const overallShape = z.strictObject({
  at,
  status,
  text: z.string().describe("How all is, in a sentence."),
  services: counts,
  uptime30d: ratio.describe("The mean of the services' uptime of 30 days."),
});

export const namespaceShape = z.strictObject({
  slug,
  name: z.string(),
  timezone: z.string().describe("An IANA zone; its days are those of bars."),
  status,
  text: z.string().describe("How its services are, in a sentence."),
  services: counts,
});

export const serviceShape = z.strictObject({
  slug,
  name: z.string(),
  namespace: slug,
  status,
  since: moment.describe("When this status began."),
  uptime: z
    .strictObject({ d1: ratio, d7: ratio, d30: ratio, d90: ratio, d365: ratio })
    .describe("Of the last days, or since it is watched."),
});

export const serviceDetailShape = serviceShape.extend({
  at,
  days: z
    .array(
      z.strictObject({
        date: z.iso.date().describe("A day of the namespace's zone."),
        uptime: ratio,
        downSeconds: z.int().min(0),
      }),
    )
    .describe("The last 90 days, today last."),
});

export const incidentShape = z.strictObject({
  id: z.int(),
  service: z.strictObject({ slug, name: z.string() }),
  namespace: slug,
  severity: z
    .enum(severities)
    .describe("How bad it is; once it is over, how bad it was at its worst."),
  beganAt: moment,
  resolvedAt: moment.nullable(),
  resolution: z.enum(resolutions).nullable(),
  updates: z
    .array(
      z.strictObject({
        at: moment,
        kind: z.enum(publicSteps),
        text: z.string(),
      }),
    )
    .describe("What customers were told, in order."),
  postmortem: z
    .strictObject({ at: moment, text: z.string() })
    .nullable()
    .describe("What was written afterwards: plain text."),
});

export const maintenanceShape = z.strictObject({
  id: z.int(),
  isRunning: z.boolean(),
  purpose: z
    .string()
    .nullable()
    .describe("What it is for, where that is told."),
  startsAt: moment,
  endsAt: moment,
  services: z.array(
    z.strictObject({ slug, name: z.string(), namespace: slug }),
  ),
});

export const postShape = z.strictObject({
  at: moment,
  namespace: slug,
  channel: z.string().describe("The network: x, mastodon or bluesky."),
  account: z.string(),
  text: z.string(),
  url: z.url().nullable().describe("The network's page of it."),
});

const milliseconds = z
  .number()
  .min(0)
  .nullable()
  .describe("Milliseconds; null where nothing answered.");

export const responseTimesShape = z.strictObject({
  span: z.enum(spans),
  from: moment,
  until: moment,
  answers: z.int().min(0).describe("How many looks were answered."),
  meanMs: milliseconds,
  p50Ms: milliseconds,
  p95Ms: milliseconds,
  p99Ms: milliseconds,
  stepSeconds: z.int().describe("How long each step is."),
  steps: z
    .array(
      z.strictObject({
        from: moment,
        answers: z.int().min(0),
        p50Ms: milliseconds,
        p95Ms: milliseconds,
      }),
    )
    .describe("In order; the last one is not over yet."),
});

/** A part of a list, and where the next begins. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    items: z.array(item),
    next: z
      .string()
      .nullable()
      .describe("The cursor of the next part; null at the end."),
  });
}

/** The same of what is public, with its age. */
export function publicListOf<Item extends z.ZodType>(item: Item) {
  return listOf(item).extend({ at });
}

export const problemShape = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe("What is wrong and what to do."),
  errors: z
    .array(z.strictObject({ name: z.string(), detail: z.string() }))
    .exactOptional(),
});

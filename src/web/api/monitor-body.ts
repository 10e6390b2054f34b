import { z } from "zod";
import type { NewMonitor } from "../../actions/targets/add-monitor.ts";
import {
  type Problem,
  refuse,
  refuseFields,
  type Refusal,
} from "../../actions/context.ts";
import type {
  MonitorEdit,
  MonitorNow,
} from "../../actions/targets/edit-monitor.ts";
import { clip } from "../../base/text.ts";
import type { Check } from "../../checks/check.ts";
import { type Field, fieldsOf, secretFields } from "../../checks/fields.ts";
import { checkTypes, findCheck } from "../../checks/index.ts";
import {
  looksElsewhere,
  type ReadSettings,
  readSettings,
} from "../../checks/read-settings.ts";
import { timingOf } from "../../checks/timing-of.ts";
import { parseDuration } from "../../domain/duration.ts";
import { MAX_NAME_LENGTH } from "../../domain/names.ts";
import { type Timing, timingProblems } from "../../domain/timing.ts";
import { duration, slug } from "./private-shapes.ts";

// A monitor as it is said to the API. Its settings are judged by its check's own schema, as everywhere.

const name = z.string("must be text").max(1_000);
const settings = z
  .record(z.string(), z.unknown(), "must be an object")
  .describe(
    "The check's own; secrets are said in plain here and never told again.",
  );

const common = {
  name: name.exactOptional(),
  every: duration.exactOptional(),
  schedule: z
    .array(z.string().max(200))
    .max(50)
    .nullable()
    .exactOptional()
    .describe("Cron lines in the namespace's zone, in place of `every`."),
  timeout: duration.exactOptional(),
  confirm: z
    .strictObject({
      failures: z.int("must be a whole number").exactOptional(),
      retry: duration.exactOptional(),
      successes: z.int("must be a whole number").exactOptional(),
    })
    .exactOptional(),
  essential: z.boolean("must be true or false").exactOptional(),
};

export const newMonitorBody = z.strictObject({
  namespace: slug,
  service: name
    .exactOptional()
    .describe("Its name; made where there is none of that name."),
  type: z.string().refine((type) => findCheck(type) !== undefined, {
    error: `must be one of ${checkTypes.join(", ")}`,
  }),
  settings,
  public: z
    .boolean("must be true or false")
    .exactOptional()
    .describe("Of a service that is made with it; true unless it is said."),
  ...common,
});

export const monitorEditBody = z.strictObject({
  settings: settings
    .exactOptional()
    .describe("Those that change; null takes one away."),
  ...common,
});

type Json = Record<string, unknown>;

/** How a body calls what verbs call by other names. */
export const monitorNames = {
  everyMs: "every",
  timeoutMs: "timeout",
  confirmFailures: "confirm.failures",
  confirmSuccesses: "confirm.successes",
  confirmRetryMs: "confirm.retry",
  serviceName: "service",
  monitorName: "name",
  namespaceSlug: "namespace",
};

/** The body of a new monitor, type by type, with each check's own settings. */
export function newMonitorSchema(): Json {
  return {
    oneOf: checkTypes.map((type) => withSettings(type, newMonitorBody)),
    discriminator: { propertyName: "type" },
  };
}

function withSettings(type: string, shape: z.ZodType): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, {
    io: "input",
    unrepresentable: "any",
  }) as Json;
  const properties = schema["properties"] as Json;
  return {
    title: findCheck(type)?.label ?? type,
    ...schema,
    properties: {
      ...properties,
      type: { type: "string", const: type },
      settings: settingsSchema(type),
    },
  };
}

/** What a check's settings may be; what has a default may be left out, secrets are never told. */
export function settingsSchema(type: string): Json {
  const check = findCheck(type);
  if (check === undefined) return { type: "object" };
  const { properties } = z.toJSONSchema(check.settings, {
    io: "output",
    unrepresentable: "any",
  }) as { properties?: Record<string, Json> };
  const fields = fieldsOf(check.settings);
  return {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(
      fields.map((field) => [
        field.name,
        fieldSchema(field, properties?.[field.name] ?? {}),
      ]),
    ),
    required: fields
      .filter(({ isRequired }) => isRequired)
      .map((field) => field.name),
  };
}

const said = ["type", "enum", "minimum", "maximum", "default"] as const;

function fieldSchema(field: Field, schema: Json): Json {
  const kept = said.flatMap((key) =>
    schema[key] === undefined ? [] : [[key, schema[key]] as const],
  );
  return {
    ...Object.fromEntries(kept),
    title: field.label,
    ...(field.help === undefined ? {} : { description: field.help }),
    ...(field.kind === "pairs"
      ? { additionalProperties: { type: "string" } }
      : {}),
    ...(field.kind === "secret" ? { writeOnly: true } : {}),
  };
}

/** Secrets come as they are: unlike a chat, a request is kept nowhere. */
const plainSecret = (
  { label }: Pick<Field, "label">,
  written: unknown,
): { ok: true; value: string } | { ok: false; text: string } =>
  typeof written === "string"
    ? { ok: true, value: written }
    : { ok: false, text: `${label} must be text.` };

type Said = Pick<
  z.output<typeof newMonitorBody>,
  "every" | "timeout" | "confirm"
>;

function timingIn({ every, timeout, confirm }: Said): Partial<Timing> {
  const ms = (text: string | undefined): number | undefined =>
    text === undefined ? undefined : parseDuration(text);
  const entries = Object.entries({
    everyMs: ms(every),
    timeoutMs: ms(timeout),
    confirmRetryMs: ms(confirm?.retry),
    confirmFailures: confirm?.failures,
    confirmSuccesses: confirm?.successes,
  }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}

/** What the verb is asked, or all that is wrong at once. */
export function newMonitorRequest(
  body: z.output<typeof newMonitorBody>,
): { ok: true; request: NewMonitor } | Refusal {
  const check = findCheck(body.type);
  if (check === undefined) return noSuchCheck(body.type);
  const read = readSettings(check, body.settings, plainSecret);
  const schedule = body.schedule ?? null;
  const timing = timingOf(check, timingIn(body), schedule !== null);
  const problems: Problem[] = [
    ...(read.ok ? [] : inSettings(read.problems)),
    ...timingProblems(timing),
  ];
  if (!read.ok || problems.length > 0) return refuseFields(problems);
  return {
    ok: true,
    request: {
      namespaceSlug: body.namespace,
      serviceName: body.service ?? usualService(check, read.parsed),
      monitorName: body.name ?? usualName(check, read.parsed),
      type: body.type,
      settings: read.settings,
      secrets: read.secrets,
      schedule,
      essential: body.essential ?? false,
      public: body.public ?? true,
      ...timing,
    },
  };
}

function inSettings(problems: readonly Problem[]): Problem[] {
  return problems.map(({ field, text }) => ({
    field: `settings.${field}`,
    text,
  }));
}

function noSuchCheck(type: string): Refusal {
  return refuse(
    "unknown-type",
    `This version of allswell has no check "${clip(type, 40)}".`,
  );
}

function usualService(check: Check, parsed: unknown): string {
  const subject = check.subject?.(parsed) ?? check.host(parsed);
  return clip(subject || check.label, MAX_NAME_LENGTH);
}

function usualName(check: Check, parsed: unknown): string {
  return clip(
    check
      .describe(parsed)
      .replace(/https?:\/\//, "")
      .replace(/\/$/, ""),
    MAX_NAME_LENGTH,
  );
}

/** An edit of the monitor as it is now: what is said over what is there, judged together, secrets included. */
export function monitorEditRequest(
  { monitor, secrets }: MonitorNow,
  body: z.output<typeof monitorEditBody>,
): { ok: true; edit: MonitorEdit } | Refusal {
  const check = findCheck(monitor.type);
  if (check === undefined) return noSuchCheck(monitor.type);
  const edit: MonitorEdit = timingIn(body);
  if (body.name !== undefined) edit.name = body.name;
  if (body.essential !== undefined) edit.essential = body.essential;
  if (body.schedule !== undefined) edit.schedule = body.schedule;
  if (body.settings === undefined) return { ok: true, edit };
  const kept = { ...monitor.settings, ...secrets };
  const read = readSettings(check, merged(kept, body.settings), plainSecret);
  if (!read.ok) return refuseFields(inSettings(read.problems));
  return {
    ok: true,
    edit: {
      ...edit,
      ...settingsEdit(check, kept, read),
      secrets: secretChanges(secrets, read.secrets),
    },
  };
}

function settingsEdit(
  check: Check,
  kept: Json,
  { settings: after, parsed }: ReadSettings & { ok: true },
): MonitorEdit {
  const before = check.settings.safeParse(kept);
  return before.success
    ? {
        settings: after,
        settingsWere: without(
          before.data as Json,
          secretFields(check.settings),
        ),
        looksElsewhere: looksElsewhere(check, before.data, parsed),
      }
    : { settings: after, looksElsewhere: true };
}

function secretChanges(
  before: Record<string, string>,
  after: Record<string, string>,
): Record<string, string | null> {
  const gone = Object.keys(before).filter((one) => after[one] === undefined);
  const set = Object.entries(after).filter(
    ([one, value]) => before[one] !== value,
  );
  return {
    ...Object.fromEntries(set),
    ...Object.fromEntries(gone.map((one) => [one, null])),
  };
}

/** As RFC 7396 has it, one level deep: null takes away. */
function merged(kept: Json, written: Json): Json {
  return Object.fromEntries(
    Object.entries({ ...kept, ...written }).filter(
      ([, value]) => value !== null,
    ),
  );
}

function without(settings: Json, names: readonly string[]): Json {
  return Object.fromEntries(
    Object.entries(settings).filter(([one]) => !names.includes(one)),
  );
}

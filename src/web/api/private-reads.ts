import { z } from "zod";
import { showAudit } from "../../actions/audit-trail.ts";
import {
  deliveryStates,
  type Listed,
  listDeliveries,
  listIncidents,
  listMaintenance,
  listMonitors,
  listResults,
  listServices,
  readIncident,
  readMonitor,
  readService,
} from "../../actions/inside/private-view.ts";
import { healthKinds } from "../../domain/health.ts";
import { statuses } from "../../domain/service.ts";
import { DAY, SECOND } from "../../domain/time.ts";
import { isoOf } from "./answers.ts";
import {
  deliveryAnswer,
  monitorAnswer,
  privateIncidentAnswer,
  privateServiceAnswer,
  resultAnswer,
  summaryAnswer,
  windowAnswer,
} from "./private-answers.ts";
import {
  type Outcome,
  privateEndpoint,
  type PrivateEndpoint,
} from "./private-endpoint.ts";
import {
  auditShape,
  deliveryShape,
  id,
  incidentDetailShape,
  limit,
  meShape,
  moment,
  monitorShape,
  numberCursor,
  privateIncidentShape,
  privateServiceShape,
  resultShape,
  slug,
  summaryShape,
  windowShape,
} from "./private-shapes.ts";
import { listOf } from "./shapes.ts";

const none = z.strictObject({});
const namespace = slug.exactOptional().describe("Only of this namespace.");
const service = slug.exactOptional().describe("Only of this service.");
/** Results are kept for 30 days unless it is set otherwise; nobody asks further back than this. */
const LONGEST_BACK_MS = 400 * DAY;

function found<Body>(body: Body): Outcome<Body> {
  return { ok: true, body };
}

function list<Row, Item>(
  { rows, hasMore }: Listed<Row>,
  answer: (row: Row) => Item,
  cursor: (row: Row) => string | number,
): Outcome<{ items: Item[]; next: string | null }> {
  const last = rows.at(-1);
  const next = hasMore && last !== undefined ? String(cursor(last)) : null;
  return found({ items: rows.map(answer), next });
}

const after = (cursor: string | undefined): number | null =>
  cursor === undefined ? null : Number(cursor);

export const privateReads: readonly PrivateEndpoint[] = [
  privateEndpoint({
    method: "get",
    path: "/me",
    summary: "For whom the token acts, and how long still.",
    parameters: none,
    body: null,
    answer: meShape,
    run: async (_, __, { context: { actor }, token }) =>
      found({
        person: token.personName,
        role: actor.role,
        token: {
          name: token.name,
          scope: token.scope,
          expiresAt: isoOf(token.expiresAt),
        },
      }),
  }),
  privateEndpoint({
    method: "get",
    path: "/summary",
    summary:
      "All of it in a few numbers: x/y up, average response, uptime this month, fullest disks, highest loads.",
    parameters: none,
    body: null,
    answer: summaryShape,
    run: async (_, __, { summary }) => found(summaryAnswer(await summary())),
  }),
  privateEndpoint({
    method: "get",
    path: "/private/services",
    summary: "All services by their slug, also those that are not public.",
    parameters: z.strictObject({
      namespace,
      status: z
        .enum(statuses, `must be one of ${statuses.join(", ")}`)
        .exactOptional(),
      limit,
      cursor: slug.exactOptional().describe("`next` of the part before."),
    }),
    body: null,
    answer: listOf(privateServiceShape),
    run: async (wanted, _, { context }) =>
      list(
        await listServices(context, {
          namespaceSlug: wanted.namespace ?? null,
          status: wanted.status ?? null,
          after: wanted.cursor ?? null,
          limit: wanted.limit,
        }),
        privateServiceAnswer,
        (row) => row.slug,
      ),
  }),
  privateEndpoint({
    method: "get",
    path: "/private/services/{slug}",
    summary: "One service.",
    parameters: z.strictObject({ slug }),
    body: null,
    answer: privateServiceShape,
    async run(wanted, _, { context }) {
      const read = await readService(context, wanted.slug);
      return read.ok ? found(privateServiceAnswer(read.service)) : read;
    },
  }),
  privateEndpoint({
    method: "get",
    path: "/private/incidents",
    summary: "Incidents with their causes, the latest first.",
    parameters: z.strictObject({
      namespace,
      service,
      open: z
        .enum(["true", "false"], "must be true or false")
        .exactOptional()
        .describe("`true`: only those that are not over."),
      limit,
      cursor: numberCursor,
    }),
    body: null,
    answer: listOf(privateIncidentShape),
    run: async (wanted, _, { context }) =>
      list(
        await listIncidents(context, {
          namespaceSlug: wanted.namespace ?? null,
          serviceSlug: wanted.service ?? null,
          onlyOpen: wanted.open === "true",
          after: after(wanted.cursor),
          limit: wanted.limit,
        }),
        privateIncidentAnswer,
        (row) => row.id,
      ),
  }),
  privateEndpoint({
    method: "get",
    path: "/private/incidents/{id}",
    summary: "One incident, with all that happened in it.",
    parameters: z.strictObject({ id }),
    body: null,
    answer: incidentDetailShape,
    async run(wanted, _, { context }) {
      const read = await readIncident(context, wanted.id);
      if (!read.ok) return read;
      const { downSoFarMs, timeline } = read.incident;
      return found({
        ...privateIncidentAnswer(read.incident),
        downSeconds: Math.round(downSoFarMs / SECOND),
        timeline: timeline.map(({ at, ...entry }) => ({
          at: isoOf(at),
          ...entry,
        })),
      });
    },
  }),
  privateEndpoint({
    method: "get",
    path: "/private/maintenance",
    summary: "What runs and what comes, with notes and rules, by number.",
    parameters: z.strictObject({ limit, cursor: numberCursor }),
    body: null,
    answer: listOf(windowShape),
    run: async (wanted, _, { context }) =>
      list(
        await listMaintenance(context, {
          after: after(wanted.cursor),
          limit: wanted.limit,
        }),
        windowAnswer,
        (row) => row.windowId,
      ),
  }),
  privateEndpoint({
    method: "get",
    path: "/monitors",
    summary: "Monitors with their settings, by number.",
    parameters: z.strictObject({
      namespace,
      service,
      type: z.string().max(40).exactOptional().describe("Only of this type."),
      health: z
        .enum(healthKinds, `must be one of ${healthKinds.join(", ")}`)
        .exactOptional(),
      limit,
      cursor: numberCursor,
    }),
    body: null,
    answer: listOf(monitorShape),
    run: async (wanted, _, { context }) =>
      list(
        await listMonitors(context, {
          namespaceSlug: wanted.namespace ?? null,
          serviceSlug: wanted.service ?? null,
          type: wanted.type ?? null,
          health: wanted.health ?? null,
          after: after(wanted.cursor),
          limit: wanted.limit,
        }),
        monitorAnswer,
        (row) => row.id,
      ),
  }),
  privateEndpoint({
    method: "get",
    path: "/monitors/{id}",
    summary: "One monitor with its settings.",
    parameters: z.strictObject({ id }),
    body: null,
    answer: monitorShape,
    async run(wanted, _, { context }) {
      const read = await readMonitor(context, wanted.id);
      return read.ok ? found(monitorAnswer(read.monitor)) : read;
    },
  }),
  privateEndpoint({
    method: "get",
    path: "/monitors/{id}/results",
    summary: "What was seen, look by look, the latest first.",
    parameters: z.strictObject({
      id,
      since: moment
        .exactOptional()
        .describe("Only from this moment on; without it, as long as kept."),
      limit,
      cursor: z
        .string()
        .regex(/^\d{1,15}$/, "is no cursor of ours")
        .exactOptional()
        .describe("`next` of the part before."),
    }),
    body: null,
    answer: listOf(resultShape),
    async run(wanted, _, { context }) {
      const read = await readMonitor(context, wanted.id);
      if (!read.ok) return read;
      const since =
        wanted.since === undefined
          ? context.now - LONGEST_BACK_MS
          : Date.parse(wanted.since);
      return list(
        await listResults(context, {
          monitorId: wanted.id,
          since,
          before: after(wanted.cursor) ?? context.now + DAY,
          limit: wanted.limit,
        }),
        resultAnswer,
        (row) => row.at,
      );
    },
  }),
  privateEndpoint({
    method: "get",
    path: "/deliveries",
    summary: "What was told to whom, and what waits or failed; latest first.",
    parameters: z.strictObject({
      state: z
        .enum(deliveryStates, `must be one of ${deliveryStates.join(", ")}`)
        .exactOptional(),
      incident: id.exactOptional().describe("Only of this incident."),
      limit,
      cursor: numberCursor,
    }),
    body: null,
    answer: listOf(deliveryShape),
    run: async (wanted, _, { context }) =>
      list(
        await listDeliveries(context, {
          states: wanted.state === undefined ? null : [wanted.state],
          incidentId: wanted.incident ?? null,
          after: after(wanted.cursor),
          limit: wanted.limit,
        }),
        deliveryAnswer,
        (row) => row.id,
      ),
  }),
  privateEndpoint({
    method: "get",
    path: "/audits",
    summary: "Who did what, the latest first.",
    parameters: z.strictObject({ cursor: numberCursor }),
    body: null,
    answer: listOf(auditShape),
    async run(wanted, _, { context }) {
      const shown = await showAudit(context, null, after(wanted.cursor));
      if (!shown.ok) return shown;
      return found({
        items: shown.lines.map(({ id: number, at, ...line }) => ({
          id: number,
          at: isoOf(at),
          actor: line.actorName ?? line.actor,
          verb: line.verb,
          target: line.target,
        })),
        next: shown.next === null ? null : String(shown.next),
      });
    },
  }),
];

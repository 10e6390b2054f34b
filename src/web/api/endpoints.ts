import { z } from "zod";
import { readPublicResponseTimes } from "../../actions/public/public-pictures.ts";
import {
  readPublicIncident,
  readPublicIncidents,
} from "../../actions/public/public-incidents.ts";
import type {
  PublicNamespace,
  PublicService,
  PublicView,
} from "../../actions/public/public-view.ts";
import { spans } from "../../domain/pictures.ts";
import { statuses } from "../../domain/service.ts";
import { overallSentence } from "../page/words.ts";
import {
  countsOf,
  incidentAnswer,
  isoOf,
  maintenanceAnswer,
  namespaceAnswer,
  postAnswer,
  responseTimesAnswer,
  serviceAnswer,
  serviceDetailAnswer,
} from "./answers.ts";
import { type Answer, type Endpoint, endpoint } from "./endpoint.ts";
import { notFound } from "./problem.ts";
import {
  incidentShape,
  maintenanceShape,
  namespaceShape,
  overallShape,
  publicListOf,
  postShape,
  responseTimesShape,
  serviceDetailShape,
  serviceShape,
} from "./shapes.ts";

const none = z.strictObject({});
const slug = z.string().min(1).max(200);
const limit = z.coerce
  .number("must be a number from 1 to 200")
  .int("must be a whole number")
  .min(1, "must be at least 1")
  .max(200, "must be at most 200")
  .default(50)
  .describe("At most so many.");
const cursor = z
  .string()
  .max(200)
  .exactOptional()
  .describe("`next` of the part before.");
const namespace = slug.exactOptional().describe("Only of this namespace.");
const incidentId = z.coerce
  .number("must be an incident's number")
  .int("must be an incident's number")
  .min(1)
  .max(2 ** 31 - 1);

/** What anybody may ask, without a token. */
export const publicEndpoints: readonly Endpoint[] = [
  endpoint({
    path: "/status",
    summary: "How all services are.",
    parameters: z.strictObject({ namespace }),
    answer: overallShape,
    find(wanted, { view }) {
      const shown = namespacesOf(view, wanted.namespace);
      if (shown === undefined) return missingNamespace(wanted.namespace);
      const services = shown.flatMap((one) => one.services);
      const { status, text } = overallSentence(services);
      return found({
        at: isoOf(view.at),
        status,
        text,
        services: countsOf(services),
        uptime30d: meanUptime(services),
      });
    },
  }),
  endpoint({
    path: "/namespaces",
    summary: "All namespaces.",
    parameters: none,
    answer: publicListOf(namespaceShape),
    find: (_, { view }) =>
      found({
        at: isoOf(view.at),
        items: view.namespaces.map(namespaceAnswer),
        next: null,
      }),
  }),
  endpoint({
    path: "/services",
    summary:
      "Services by their slug; those of a namespace or in a status, where it is given.",
    parameters: z.strictObject({
      namespace,
      status: z
        .enum(statuses, `must be one of ${statuses.join(", ")}`)
        .exactOptional()
        .describe("Only in this status."),
      limit,
      cursor,
    }),
    answer: publicListOf(serviceShape),
    find(wanted, { view }) {
      const shown = namespacesOf(view, wanted.namespace);
      if (shown === undefined) return missingNamespace(wanted.namespace);
      const after = wanted.cursor ?? "";
      const matching = shown
        .flatMap((one) => one.services.map((service) => ({ service, one })))
        .filter(
          ({ service }) =>
            service.slug > after &&
            (wanted.status === undefined || service.status === wanted.status),
        )
        .sort((a, b) => (a.service.slug < b.service.slug ? -1 : 1));
      const part = matching.slice(0, wanted.limit);
      const last = part.at(-1)?.service.slug;
      return found({
        at: isoOf(view.at),
        items: part.map(({ service, one }) => serviceAnswer(service, one)),
        next: matching.length > part.length ? (last ?? null) : null,
      });
    },
  }),
  endpoint({
    path: "/services/{slug}",
    summary: "One service, with its last 90 days.",
    parameters: z.strictObject({ slug }),
    answer: serviceDetailShape,
    find(wanted, { view }) {
      const current = slugNow(view, wanted.slug);
      for (const one of view.namespaces) {
        const service = one.services.find(({ slug: own }) => own === current);
        if (service !== undefined)
          return found({
            ...serviceDetailAnswer(service, one),
            at: isoOf(view.at),
          });
      }
      return missingService;
    },
  }),
  endpoint({
    path: "/services/{slug}/response-times",
    summary: "How quickly a service answered, all its monitors together.",
    parameters: z.strictObject({
      slug,
      span: z
        .enum(spans, `must be one of ${spans.join(", ")}`)
        .default("24h")
        .describe("How far back."),
    }),
    answer: responseTimesShape,
    async find(wanted, { view, context }) {
      const current = slugNow(view, wanted.slug);
      const isShown = view.namespaces.some(({ services }) =>
        services.some((one) => one.slug === current),
      );
      const read = isShown
        ? await readPublicResponseTimes(context(), current, wanted.span)
        : undefined;
      return read === undefined
        ? missingService
        : found(responseTimesAnswer(read));
    },
  }),
  endpoint({
    path: "/incidents",
    summary: "Incidents, the latest first.",
    parameters: z.strictObject({
      namespace,
      service: slug.exactOptional().describe("Only of this service."),
      open: z
        .enum(["true", "false"], "must be true or false")
        .exactOptional()
        .describe("`true`: only those that are not over."),
      limit,
      cursor: cursor.pipe(
        z
          .string()
          .regex(/^\d{1,9}$/, "is no cursor of ours")
          .exactOptional(),
      ),
    }),
    answer: publicListOf(incidentShape),
    async find(wanted, { view, only, context }) {
      if (namespacesOf(view, wanted.namespace) === undefined)
        return missingNamespace(wanted.namespace);
      const rows = await readPublicIncidents(context(), {
        before: wanted.cursor === undefined ? null : Number(wanted.cursor),
        namespaceSlug: wanted.namespace ?? only,
        serviceSlug:
          wanted.service === undefined ? null : slugNow(view, wanted.service),
        onlyOpen: wanted.open === "true",
        limit: wanted.limit + 1,
      });
      const part = rows.slice(0, wanted.limit);
      const last = part.at(-1);
      return found({
        at: isoOf(view.at),
        items: part.map(incidentAnswer),
        next:
          rows.length > part.length && last !== undefined
            ? String(last.id)
            : null,
      });
    },
  }),
  endpoint({
    path: "/incidents/{id}",
    summary: "One incident.",
    parameters: z.strictObject({ id: incidentId }),
    answer: incidentShape,
    async find({ id }, { only, context }) {
      const incident = await readPublicIncident(context(), id);
      const isElsewhere = only !== null && incident?.namespaceSlug !== only;
      return incident === null || isElsewhere
        ? {
            ok: false,
            problem: notFound("There is no public incident of this number."),
          }
        : found(incidentAnswer(incident));
    },
  }),
  endpoint({
    path: "/maintenance",
    summary: "Planned maintenance: what runs and what comes within 60 days.",
    parameters: z.strictObject({ namespace }),
    answer: publicListOf(maintenanceShape),
    find(wanted, { view }) {
      if (namespacesOf(view, wanted.namespace) === undefined)
        return missingNamespace(wanted.namespace);
      const planned = view.maintenance.filter(
        ({ services }) =>
          wanted.namespace === undefined ||
          services.some((one) => one.namespaceSlug === wanted.namespace),
      );
      return found({
        at: isoOf(view.at),
        items: planned.map(maintenanceAnswer),
        next: null,
      });
    },
  }),
  endpoint({
    path: "/posts",
    summary: "What was posted to customers within 30 days, the latest first.",
    parameters: z.strictObject({ namespace }),
    answer: publicListOf(postShape),
    find(wanted, { view }) {
      const shown = namespacesOf(view, wanted.namespace);
      if (shown === undefined) return missingNamespace(wanted.namespace);
      const items = shown
        .flatMap(({ slug: of, posts }) =>
          posts.map((post) => postAnswer(post, of)),
        )
        .sort((a, b) => (a.at < b.at ? 1 : -1));
      return found({ at: isoOf(view.at), items, next: null });
    },
  }),
];

const missingService: Answer<never> = {
  ok: false,
  problem: notFound("There is no public service of this slug."),
};

function found<Body>(body: Body): Answer<Body> {
  return { ok: true, body };
}

/** The place in URLs that a service has now, which is asked for at one that it may have had before. */
function slugNow({ formerSlugs }: PublicView, asked: string): string {
  return formerSlugs.get(asked) ?? asked;
}

function namespacesOf(
  { namespaces }: PublicView,
  wanted: string | undefined,
): readonly PublicNamespace[] | undefined {
  if (wanted === undefined) return namespaces;
  const only = namespaces.filter((one) => one.slug === wanted);
  return only.length === 0 ? undefined : only;
}

function missingNamespace(wanted: string | undefined): Answer<never> {
  return {
    ok: false,
    problem: notFound(`There is no namespace "${wanted ?? ""}".`),
  };
}

function meanUptime(services: readonly PublicService[]): number | null {
  const ratios = services.flatMap(
    ({ uptimes }) => uptimes.find(({ days }) => days === 30)?.ratio ?? [],
  );
  return ratios.length === 0
    ? null
    : ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
}

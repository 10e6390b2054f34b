import {
  type ErrorRequestHandler,
  type Request,
  type Response,
  Router,
} from "express";
import type { Context } from "../../actions/context.ts";
import type { Log } from "../../base/log.ts";
import { KeptAnswer } from "../kept-answer.ts";
import { KeptAnswers } from "../kept-answers.ts";
import { Sites } from "../sites.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Answer, Endpoint } from "./endpoint.ts";
import { publicEndpoints } from "./endpoints.ts";
import { openApi } from "./openapi.ts";
import type { PrivateEndpoint } from "./private-endpoint.ts";
import { privateEndpoints } from "./private-endpoints.ts";
import { type PrivateParts, privateRouter } from "./private-router.ts";
import {
  notFound,
  notNow,
  PROBLEM_TYPE,
  problemBody,
  sendProblem,
} from "./problem.ts";
import { problemOfIssues } from "./problem-of-issues.ts";
import { storables } from "./storables.ts";

export interface ApiParts {
  context: () => Context;
  log: Log;
  snapshot: Snapshot;
  /** Where this program is reached from outside; `path` begins with "/". */
  urlOf: (path: string) => string;
  version: string;
  /** For those who bring a token; without it nothing can be asked but what is public. */
  machine?: PrivateParts;
}

/** /api/v1 for machines, and /openapi.json that describes it. Anybody may ask what is public, from any page. */
export function apiRouter(parts: ApiParts): Router {
  const router = Router({ caseSensitive: true });
  const { machine, log } = parts;
  const kept = new KeptAnswers(log);
  const sites = new Sites(parts.snapshot);
  const allowedAt = methodsAt(machine === undefined ? [] : privateEndpoints);
  if (machine !== undefined) router.use(privateRouter({ ...machine, log }));
  router.use(["/api", "/openapi.json"], (request, response, next) => {
    response.set("Access-Control-Allow-Origin", "*");
    if (request.method === "GET" || request.method === "HEAD") return next();
    const allowed = allowedAt(request.baseUrl + request.path);
    if (allowed.length === 0) return next();
    response.set("Allow", allowed.join(", "));
    sendProblem(response, {
      status: 405,
      title: "Method not allowed",
      detail: `Only ${allowed.join(", ")} ${allowed.length === 1 ? "is" : "are"} known here: /openapi.json lists what is done where.`,
    });
  });
  for (const endpoint of publicEndpoints)
    router.get(pathOf(endpoint), (request, response) =>
      answer(endpoint, { ...parts, kept, sites }, request, response),
    );
  router.get("/openapi.json", (_request, response) => {
    const { urlOf, version } = parts;
    const endpoints = {
      open: publicEndpoints,
      closed: machine === undefined ? [] : privateEndpoints,
    };
    response.json(openApi(endpoints, { server: urlOf(""), version }));
  });
  router.use("/api", (_request, response) => {
    const detail = "There is nothing here: /openapi.json lists what there is.";
    sendProblem(response, notFound(detail));
  });
  router.use("/api", unreadable);
  return router;
}

/** An address that is not UTF-8 reaches no endpoint. */
const unreadable: ErrorRequestHandler = (error, _request, response, next) => {
  if (!(error instanceof URIError)) return next(error);
  response.set("Access-Control-Allow-Origin", "*");
  const detail = "The address cannot be read: it is not written in UTF-8.";
  sendProblem(response, { status: 400, title: "Bad request", detail });
};

/** Which methods there are at an address; none where there is nothing. */
function methodsAt(
  closed: readonly Pick<PrivateEndpoint, "method" | "path">[],
): (address: string) => string[] {
  const open = publicEndpoints.map(({ path }) => ({ path, method: "get" }));
  const all = [
    { address: "/openapi.json", method: "get" },
    ...[...open, ...closed].map(({ path, method }) => ({
      address: `/api/v1${path}`,
      method,
    })),
  ].map(({ address, method }) => ({
    addresses: new RegExp(`^${address.replaceAll(/\{\w+\}/g, "[^/]+")}/?$`),
    methods: method === "get" ? ["GET", "HEAD"] : [method.toUpperCase()],
  }));
  return (asked) => [
    ...new Set(
      all.flatMap(({ addresses, methods }) =>
        addresses.test(asked) ? methods : [],
      ),
    ),
  ];
}

/** "/services/{slug}" as Express writes it. */
function pathOf({ path }: Endpoint): string {
  return `/api/v1${path.replace(/\{(\w+)\}/g, ":$1")}`;
}

async function answer(
  endpoint: Endpoint,
  {
    snapshot,
    context,
    log,
    kept,
    sites,
  }: ApiParts & { kept: KeptAnswers; sites: Sites },
  request: Request,
  response: Response,
): Promise<void> {
  const site = sites.of(request);
  if (site === undefined || snapshot.view === undefined)
    return sendProblem(response, notNow);
  const given = storables({ ...request.query, ...request.params });
  const parsed = endpoint.parameters.safeParse(given);
  if (!parsed.success)
    return sendProblem(response, problemOfIssues(parsed.error.issues));
  const key = JSON.stringify([site.only, endpoint.path, parsed.data]);
  try {
    const made = await kept.get(snapshot.view, key, async () =>
      keptAnswer(await endpoint.find(parsed.data, { ...site, context })),
    );
    await made.send(request, response);
  } catch (error) {
    log.warn({ err: error }, "a request to the API could not be answered");
    sendProblem(response, notNow);
  }
}

function keptAnswer(found: Answer<unknown>): KeptAnswer {
  if (!found.ok)
    return new KeptAnswer(
      found.problem.status,
      PROBLEM_TYPE,
      problemBody(found.problem),
    );
  const body = JSON.stringify(found.body);
  const { at, ...told } = found.body as { at?: string };
  return new KeptAnswer(
    200,
    "application/json",
    body,
    at === undefined
      ? {}
      : { read: { told: JSON.stringify(told), at: Date.parse(at) } },
  );
}

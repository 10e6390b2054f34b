import { createHash } from "node:crypto";
import { type Request, type Response, Router } from "express";
import { answerOnce, type Told } from "../../actions/answer-once.ts";
import type { Actor, Context } from "../../actions/context.ts";
import {
  readSummary,
  type Summary,
} from "../../actions/inside/private-view.ts";
import { KeptFor } from "../../base/kept-for.ts";
import type { Log } from "../../base/log.ts";
import type { Entry, Gate } from "../gate.ts";
import { SUMMARY_FRESH_MS } from "./private-answers.ts";
import {
  type Caller,
  type PrivateEndpoint,
  problemOfRefusal,
} from "./private-endpoint.ts";
import { privateEndpoints } from "./private-endpoints.ts";
import { notNow, type Problem, problemBody, PROBLEM_TYPE } from "./problem.ts";
import { problemOfIssues } from "./problem-of-issues.ts";
import { readJson } from "./read-json.ts";
import { storables } from "./storables.ts";

/** What the private part of the API is made with. */
export interface PrivateParts extends Pick<Caller, "probe" | "channel"> {
  gate: Gate;
  context: () => Context;
  contextOf: (actor: Actor) => Context;
}

type Parts = PrivateParts & { log: Log };

const KEY = /^[\x21-\x7E]{1,200}$/;

/** What only those may ask and do who bring a token. */
export function privateRouter(parts: Parts): Router {
  const router = Router({ caseSensitive: true });
  const summary = new KeptFor<Summary>(SUMMARY_FRESH_MS, () =>
    readSummary(parts.context()),
  );
  for (const endpoint of privateEndpoints) {
    const path = `/api/v1${endpoint.path.replace(/\{(\w+)\}/g, ":$1")}`;
    router[endpoint.method](path, (request, response) =>
      answer(endpoint, { ...parts, summary }, request, response),
    );
  }
  return router;
}

async function answer(
  endpoint: PrivateEndpoint,
  parts: Parts & { summary: KeptFor<Summary> },
  request: Request,
  response: Response,
): Promise<void> {
  try {
    const told = await carryOut(endpoint, parts, request);
    tell(response, told);
  } catch (error) {
    parts.log.error({ err: error }, "a request to the API was not carried out");
    tell(response, problem(notNow));
  }
}

interface Answer extends Told {
  retryAfterS?: number | undefined;
  isRepeated?: boolean;
}

function problem(given: Problem, retryAfterS?: number): Answer {
  return { status: given.status, body: problemBody(given), retryAfterS };
}

async function carryOut(
  endpoint: PrivateEndpoint,
  parts: Parts & { summary: KeptFor<Summary> },
  request: Request,
): Promise<Answer> {
  const entry = await parts.gate.enter(request, endpoint.scope);
  if (!entry.ok) return problem(entry.problem, entry.retryAfterS);
  const parsed = endpoint.parameters.safeParse(
    storables({ ...request.query, ...request.params }),
  );
  if (!parsed.success) return problem(problemOfIssues(parsed.error.issues));
  const body = await bodyOf(endpoint, request);
  if (!body.ok) return problem(body.problem);
  const context = parts.contextOf(entry.actor);
  const work = async (within: Context): Promise<Told> => {
    const caller = callerOf(parts, entry, within);
    const done = await endpoint.run(parsed.data, body.value, caller);
    return done.ok
      ? { status: endpoint.makes ? 201 : 200, body: JSON.stringify(done.body) }
      : problem(problemOfRefusal(done));
  };
  const key = request.get("idempotency-key");
  if (key === undefined || endpoint.method !== "post" || endpoint.isLook)
    return work(context);
  if (!KEY.test(key)) return problem(wrongKey);
  const once = await answerOnce(
    context,
    {
      tokenId: entry.token.id,
      key,
      request: digestOf(endpoint, parsed.data, body.value),
    },
    work,
  );
  return once.ok ? once : problem(problemOfRefusal(once));
}

function callerOf(
  {
    probe,
    channel,
    context: system,
    summary,
  }: Parts & {
    summary: KeptFor<Summary>;
  },
  { token }: Entry & { ok: true },
  context: Context,
): Caller {
  return {
    context,
    token,
    probe,
    channel,
    summary: () => summary.get(system().now),
  };
}

async function bodyOf(
  endpoint: PrivateEndpoint,
  request: Request,
): Promise<{ ok: true; value: unknown } | { ok: false; problem: Problem }> {
  if (endpoint.body === null) return { ok: true, value: null };
  const read = await readJson(request);
  if (!read.ok) return read;
  const parsed = endpoint.body.safeParse(read.value);
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, problem: problemOfIssues(parsed.error.issues) };
}

function digestOf(endpoint: PrivateEndpoint, ...said: unknown[]): string {
  return createHash("sha256")
    .update(JSON.stringify([endpoint.method, endpoint.path, ...said]))
    .digest("base64url");
}

const wrongKey: Problem = {
  status: 400,
  title: "Bad request",
  detail: "An Idempotency-Key has 1 to 200 visible ASCII characters.",
};

function tell(
  response: Response,
  { status, body, retryAfterS, isRepeated }: Answer,
): void {
  response.status(status).set({
    "Content-Type": status < 400 ? "application/json" : PROBLEM_TYPE,
    "Cache-Control": status < 400 ? "private, no-cache" : "no-store",
    Vary: "Authorization",
  });
  if (status === 401)
    response.set("WWW-Authenticate", 'Bearer realm="allswell"');
  if (retryAfterS !== undefined)
    response.set("Retry-After", String(retryAfterS));
  if (isRepeated === true) response.set("Idempotency-Replayed", "true");
  response.send(body);
}

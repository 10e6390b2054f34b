import express, {
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from "express";
import { withFaults, type Faults, type RefusalForms } from "../../faults.ts";
import { isJson, textOf, type Json } from "../json.ts";
import { isRefusal, refuse, type Refusal } from "../refusal.ts";
import type { World } from "../world.ts";
import { readCall, type Call } from "./arguments.ts";
import { missingArguments, whyNotAuthorized } from "./authorize.ts";
import type { Method } from "./method.ts";
import { methods } from "./methods.ts";
import { RateLimits } from "./rate-limits.ts";

const MAX_BODY = "4mb";

/** Slack's own words for what goes wrong on demand. */
export const refusalForms: RefusalForms = {
  tooMany(response, retryAfterS) {
    response
      .status(429)
      .set("retry-after", String(retryAfterS))
      .json(refuse("ratelimited"));
  },
  error(response, { error, status }) {
    const body = isJson(error) ? error : refuse(textOf(error) ?? "fatal_error");
    response.status(status ?? 200).json({ ok: false, ...body });
  },
};

/** The Web API: POST (or GET) `/<method>`. */
export function apiRouter(world: World, faults: Faults): Router {
  const limits = new RateLimits();
  const router = express.Router();
  router.use(
    "/:method",
    express.text({ type: () => true, limit: MAX_BODY }),
    logCall(world),
    withFaults(faults, (request) => `slack ${nameOf(request)}`, refusalForms),
    (request, response) => answer(world, limits, request, response),
  );
  return router;
}

function nameOf(request: Request): string {
  return String(request.params["method"]);
}

/** Writes each call down when it is over, however it ended. */
function logCall(world: World): RequestHandler {
  return (request, response, next) => {
    const startedAt = world.now();
    response.once("close", () => {
      const { args, error } = response.locals as {
        args?: Json;
        error?: string;
      };
      world.records.add("call", {
        method: nameOf(request),
        startedAt,
        ms: world.now() - startedAt,
        args: args ?? {},
        // What was decided, and whether the app heard of it.
        outcome: error ?? (args === undefined ? "not handled" : "ok"),
        status: response.writableFinished ? response.statusCode : "lost",
      });
    });
    next();
  };
}

function answer(
  world: World,
  limits: RateLimits,
  request: Request,
  response: Response,
): void {
  const name = nameOf(request);
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  const call = readCall(request);
  if (isRefusal(call)) return send(response, {}, call);
  if (method === undefined)
    return send(response, call.args, refuse("unknown_method"));
  response.set("x-oauth-scopes", world.settings.scopes.join(","));
  response.set("x-accepted-oauth-scopes", method.scopes.join(","));
  const refusal = whyNotAuthorized(world, method, call);
  if (refusal !== undefined) return send(response, call.args, refusal);
  const seconds = world.settings.rateLimits
    ? limits.secondsToWait(name, method, call.args, world.now())
    : undefined;
  if (seconds === undefined)
    return send(response, call.args, carryOut(world, method, call));
  response.locals = { args: call.args, error: "ratelimited" };
  refusalForms.tooMany(response, seconds);
}

function carryOut(world: World, method: Method, call: Call): Json | Refusal {
  // Slack does not read a JSON body where a method takes none: everything is missing.
  const args = call.isJson && !method.takesJson ? {} : call.args;
  return missingArguments(method, args) ?? method.run(args, world);
}

function send(response: Response, args: Json, result: Json | Refusal): void {
  response.locals = {
    args,
    ...(isRefusal(result) ? { error: result.error } : {}),
  };
  response.json(isRefusal(result) ? result : { ok: true, ...result });
}

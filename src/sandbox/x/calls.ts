import type { Request, RequestHandler, Response } from "express";
import { logCall, nameCaller, type Call } from "../call-log.ts";
import type { Fault, Faults, RefusalForms } from "../faults.ts";
import { withFaults } from "../faults.ts";
import type { Journal } from "../journal.ts";
import { callerOf, type Caller, type Verifier } from "./authenticate.ts";
import { tellUsage, type Limits } from "./limits.ts";
import {
  creditsDepleted,
  readOnly,
  sendProblem,
  suspended,
  tooMany,
  unauthorized,
  type Problem,
} from "./problems.ts";
import type { XWorld } from "./world.ts";

/** What every route needs. */
export interface Parts {
  world: XWorld;
  verifier: Verifier;
  limits: Limits;
  faults: Faults;
  calls: Journal<Call>;
}

export interface CallRules {
  /** "POST /2/tweets" */
  name: string;
  /** Calls in 15 minutes for one account. */
  limit: number | (() => number);
  writes: boolean;
}

/** The limit that a made-up 429 speaks of; the real one does not matter to whom it is refused. */
const FAULT_LIMIT = 100;

const refusals = (world: XWorld): RefusalForms => ({
  tooMany(response, retryAfterS) {
    // X knows no Retry-After: the time is in the reset header.
    const resetS = Math.ceil(world.now() / 1000) + retryAfterS;
    tellUsage(response, { limit: FAULT_LIMIT, remaining: 0, resetS });
    sendProblem(response, tooMany);
  },
  error(response, fault) {
    const problem = problemOfFault(fault);
    response.status(problem.status).json(problem);
  },
});

function problemOfFault(fault: Fault): { status: number } {
  return {
    status: 403,
    ...(typeof fault.error === "object" && fault.error),
    ...(fault.status !== undefined && { status: fault.status }),
  };
}

/** Writes the call down and lets the faults at it; comes before everything else of a route. */
export function startOfCall(parts: Parts, name: string): RequestHandler[] {
  return [
    logCall(parts.calls, name, parts.world.now),
    withFaults(parts.faults, () => `x ${name}`, refusals(parts.world)),
  ];
}

/** A route of the API that acts for the account whose token signed the request. */
export function userCall(
  parts: Parts,
  rules: CallRules,
  body: RequestHandler,
  handle: (caller: Caller, request: Request, response: Response) => void,
): RequestHandler[] {
  return [
    ...startOfCall(parts, rules.name),
    body,
    (request, response) => {
      const caller = callerOf(parts.world, parts.verifier, request);
      if (caller === undefined) return sendProblem(response, unauthorized);
      nameCaller(response, caller.account.username);
      const problem =
        problemWithCaller(parts.world, caller, rules) ??
        problemWithLimit(parts, caller, rules, response);
      if (problem === undefined) return handle(caller, request, response);
      return sendProblem(response, problem);
    },
  ];
}

function problemWithCaller(
  { settings }: XWorld,
  { account, token }: Caller,
  { writes }: CallRules,
): Problem | undefined {
  if (account.suspended) return suspended;
  if (writes && token.permission === "read") return readOnly;
  if (settings.outOfCredits || account.outOfCredits) return creditsDepleted;
  return undefined;
}

function problemWithLimit(
  { limits }: Parts,
  { account }: Caller,
  { name, limit }: CallRules,
  response: Response,
): Problem | undefined {
  const most = typeof limit === "number" ? limit : limit();
  const usage = limits.useInQuarter(`${name} ${account.id}`, most);
  tellUsage(response, usage);
  return usage.exceeded ? tooMany : undefined;
}

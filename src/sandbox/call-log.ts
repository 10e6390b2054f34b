import type { RequestHandler, Response } from "express";
import type { Journal } from "./journal.ts";

/** One request to a pretended API, as it went. */
export interface Call {
  /** ms since 1970 */
  at: number;
  /** "POST /2/tweets", "CreateMessage": the name of a fault without the world in front. */
  call: string;
  /** Who called, where that was found out. */
  account?: string;
  /** The HTTP status; "open" before the answer, "lost" when the connection ended without one. */
  outcome: number | "open" | "lost";
}

const calls = new WeakMap<Response, Call>();

/** Writes each request down as this call, and later how it ended. */
export function logCall(
  journal: Journal<Call>,
  name: string,
  now: () => number,
): RequestHandler {
  return (_request, response, next) => {
    const call = journal.add({ at: now(), call: name, outcome: "open" });
    calls.set(response, call);
    response.once("finish", () => {
      call.outcome = response.statusCode;
    });
    response.once("close", () => {
      if (call.outcome === "open") call.outcome = "lost";
      journal.touched();
    });
    next();
  };
}

/** Adds to the record of this request whose call it is. */
export function nameCaller(response: Response, account: string): void {
  const call = calls.get(response);
  if (call !== undefined) call.account = account;
}

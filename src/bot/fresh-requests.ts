import type { RequestHandler } from "express";
import type { Clock } from "../base/clock.ts";
import { MINUTE } from "../domain/time.ts";

const TOLERATED_MS = 5 * MINUTE;

/** Bolt refuses signed requests that are old, but takes those of the future: a stolen one could be kept for later. */
export function freshRequestsOnly(clock: Clock): RequestHandler {
  return (request, response, next) => {
    const sentAt = Number(request.headers["x-slack-request-timestamp"]) * 1_000;
    if (Math.abs(clock.now() - sentAt) <= TOLERATED_MS) return next();
    response.status(401).end();
  };
}

import { type Request, type Response, Router } from "express";
import type { Context } from "../actions/context.ts";
import { readMeasures } from "../actions/figures/metrics.ts";
import { KeptFor } from "../base/kept-for.ts";
import type { Log } from "../base/log.ts";
import { SECOND } from "../domain/time.ts";
import { notNow, sendProblem } from "./api/problem.ts";
import type { Gate } from "./gate.ts";
import { KeptAnswer } from "./kept-answer.ts";
import { exposition, EXPOSITION_TYPE } from "./metrics/exposition.ts";

/** Prometheus asks every 15 seconds or so; several of them are told the same. */
const FRESH_MS = 10 * SECOND;

export interface MetricsParts {
  context: () => Context;
  gate: Gate;
  /** Anybody may ask: whoever set it so keeps strangers out in another way. */
  isOpen: boolean;
  version: string;
  log: Log;
}

/** /metrics for Prometheus. It names services and monitors, so that it takes a token that may read. */
export function metricsRouter(parts: MetricsParts): Router {
  const router = Router({ caseSensitive: true });
  const kept = new KeptFor(FRESH_MS, () => measured(parts));
  router.get("/metrics", (request, response) =>
    answer(parts, kept, request, response),
  );
  return router;
}

async function answer(
  { context, gate, isOpen, log }: MetricsParts,
  kept: KeptFor<KeptAnswer>,
  request: Request,
  response: Response,
): Promise<void> {
  try {
    if (!isOpen) {
      const entry = await gate.enter(request, "read");
      if (!entry.ok) return refuse(response, entry);
    }
    const metrics = await kept.get(context().now);
    await metrics.send(request, response);
  } catch (error) {
    log.warn({ err: error }, "the metrics could not be read");
    sendProblem(response, notNow);
  }
}

function refuse(
  response: Response,
  {
    problem,
    retryAfterS,
  }: { problem: Parameters<typeof sendProblem>[1]; retryAfterS?: number },
): void {
  if (problem.status === 401)
    response.set("WWW-Authenticate", 'Bearer realm="allswell"');
  if (retryAfterS !== undefined)
    response.set("Retry-After", String(retryAfterS));
  sendProblem(response, problem);
}

async function measured({
  context,
  version,
}: MetricsParts): Promise<KeptAnswer> {
  const now = context();
  const text = await exposition(await readMeasures(now), {
    now: now.now,
    version,
  });
  return new KeptAnswer(200, EXPOSITION_TYPE, text);
}

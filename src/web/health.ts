import { Router } from "express";
import { within } from "../base/within.ts";

/** One thing that must work for the program to do its job. */
export interface Vital {
  name: string;
  /** Undefined where all is well, else what is wrong in words. */
  problem: () => Promise<string | undefined> | string | undefined;
}

/** Whoever asks has little patience, and a database that is away may let us wait for minutes. */
const ANSWER_MS = 900;

/** What somebody who watches the watch asks: /healthz (does the process live) and /readyz (does it do its work). */
export function healthRouter(
  vitals: readonly Vital[],
  figures: () => Record<string, unknown>,
): Router {
  const router = Router();
  router.get("/healthz", (_request, response) => {
    response.json({ ok: true });
  });
  router.get("/readyz", async (_request, response) => {
    const checked = await Promise.all(
      vitals.map(
        async ({ name, problem }) =>
          [name, (await soon(problem)) ?? "ok"] as const,
      ),
    );
    const isReady = checked.every(([, words]) => words === "ok");
    response
      .status(isReady ? 200 : 503)
      .json({ ok: isReady, ...Object.fromEntries(checked), ...figures() });
  });
  return router;
}

/** The problem, or that nobody has said within a moment. */
async function soon(problem: Vital["problem"]): Promise<string | undefined> {
  const late = () => `no answer within ${ANSWER_MS} ms`;
  return within(Promise.resolve(problem()), ANSWER_MS, late);
}

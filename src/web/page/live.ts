import { type Response, Router } from "express";
import type { Clock } from "../../base/clock.ts";
import { type Instant, SECOND } from "../../domain/time.ts";
import type { Edition, Snapshot, SnapshotParts } from "../snapshot.ts";

/** Proxies give up on a connection on which nothing is said. */
const SAY_SOMETHING_MS = 20 * SECOND;
/** Each reader holds a connection; beyond this the page is as good without being live. */
const MOST_READERS = 2_000;
const headers = {
  "Content-Type": "text/event-stream",
  "Cache-Control": "no-store",
  "X-Accel-Buffering": "no",
};
/** How soon a browser comes back after a broken connection. */
const RETRY_MS = 5 * SECOND;

/**
 * /events: tells browsers which version there is, as server-sent events: when they come, and whenever it was read anew. What
 * they did not hear while they were away does no harm.
 */
export function liveRouter(
  snapshot: Snapshot,
  { clock }: Pick<SnapshotParts, "clock">,
): Router {
  const readers = new Set<Response>();
  snapshot.follow((view) => {
    const message = messageOf(view, clock.now());
    for (const reader of readers) reader.write(message);
  });
  const router = Router();
  router.get("/events", (request, response) => {
    if (request.method === "HEAD") {
      response.set(headers).end();
      return;
    }
    if (readers.size >= MOST_READERS) {
      response.status(503).set("Retry-After", "60").end();
      return;
    }
    response.set(headers);
    response.write(`retry: ${RETRY_MS}\n\n`);
    if (snapshot.view !== undefined)
      response.write(messageOf(snapshot.view, clock.now()));
    readers.add(response);
    const gone = new AbortController();
    request.on("close", () => {
      readers.delete(response);
      gone.abort();
    });
    void keepOpen(response, clock, gone.signal);
  });
  return router;
}

/** When it was read, what it is, and what time it is here: clocks of readers may be wrong. */
function messageOf({ at, version }: Edition, now: Instant): string {
  return `event: version\ndata: ${at} ${version} ${now}\n\n`;
}

async function keepOpen(
  response: Response,
  clock: Clock,
  gone: AbortSignal,
): Promise<void> {
  while (!gone.aborted) {
    await clock.sleep(SAY_SOMETHING_MS, gone);
    if (!gone.aborted) response.write(": still here\n\n");
  }
}

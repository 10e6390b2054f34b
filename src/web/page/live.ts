import { type Response, Router } from "express";
import type { PublicView } from "../../actions/public-view.ts";
import type { Clock } from "../../base/clock.ts";
import { SECOND } from "../../domain/time.ts";
import type { Snapshot, SnapshotParts } from "../snapshot.ts";

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

/** /events: tells browsers when the page was read anew, and whether it is another one, as server-sent events. */
export function liveRouter(
  snapshot: Snapshot,
  { clock }: Pick<SnapshotParts, "clock">,
): Router {
  const readers = new Set<Response>();
  let signature = "";
  snapshot.follow((view) => {
    const next = signatureOf(view);
    const event = next === signature ? "same" : "changed";
    signature = next;
    const message = `event: ${event}\ndata: ${view.at}\n\n`;
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

/** Changes when anything does that a reader would want to see at once. */
function signatureOf({
  namespaces,
  incidents,
  maintenance,
}: PublicView): string {
  const services = namespaces.flatMap((namespace) =>
    namespace.services.map(
      ({ slug, name, status }) => `${slug} ${name} ${status}`,
    ),
  );
  const steps = incidents.map(({ id, updates }) => `${id} ${updates.length}`);
  const planned = maintenance.map(
    ({ id, state, revision }) => `${id} ${state} ${revision}`,
  );
  return [...services, "", ...steps, "", ...planned].join("\n");
}

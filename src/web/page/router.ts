import {
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from "express";
import { loadAssets } from "./assets.ts";
import type { KeptAnswer } from "../kept-answer.ts";
import { liveRouter } from "./live.ts";
import { Pages } from "./pages.ts";
import type { Snapshot, SnapshotParts } from "../snapshot.ts";

/** Everything comes from here, and nothing is said in the page itself that a browser would run. */
const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
];
/** No other site may put a page of ours into a frame, and pretend that it is its own. */
const unframed = [...policy, "frame-ancestors 'none'"].join("; ");
/** What is made for frames has no script. */
const framed = [
  "default-src 'none'",
  "style-src 'self'",
  "base-uri 'none'",
].join("; ");

const policed =
  (value: string): RequestHandler =>
  (_request, response, next) => {
    response.set("Content-Security-Policy", value);
    next();
  };

/** What anybody may see, without logging in. */
export function pageRouter(
  snapshot: Snapshot,
  parts: SnapshotParts & { playground: string | null },
): Router {
  const assets = loadAssets();
  const pages = new Pages({ ...parts, snapshot, assets: assets.paths });
  const router = Router({ caseSensitive: true });
  const serve = <Params>(
    path: string,
    find: (request: Request<Params>) => Promise<KeptAnswer>,
    value = unframed,
  ): void => {
    router.get(path, policed(value), (request, response) =>
      answer(find(request as unknown as Request<Params>), request, response),
    );
  };
  serve("/", () => pages.overview(null, 1));
  serve<{ slug: string }>("/n/:slug", ({ params, query }) => {
    const number = pageNumber(query["page"]);
    return number === undefined
      ? pages.missing()
      : pages.overview(params.slug, number);
  });
  router.get("/s/:slug", (request, response, next) => {
    const slug = snapshot.view?.formerSlugs.get(request.params.slug);
    if (slug === undefined) return next();
    response.redirect(301, `/s/${encodeURIComponent(slug)}`);
  });
  serve<{ slug: string }>("/s/:slug", ({ params }) =>
    pages.service(params.slug),
  );
  serve<{ id: string }>("/incidents/:id", ({ params: { id } }) =>
    /^\d{1,9}$/.test(id) ? pages.incident(Number(id)) : pages.missing(),
  );
  serve<{ month?: string }>("/history{/:month}", ({ params }) =>
    pages.history(null, params.month ?? null),
  );
  serve<{ slug: string; month?: string }>(
    "/n/:slug/history{/:month}",
    ({ params }) => pages.history(params.slug, params.month ?? null),
  );
  serve("/embed", () => pages.embedded(null), framed);
  serve<{ slug: string }>(
    "/embed/:slug",
    ({ params }) => pages.embedded(params.slug),
    framed,
  );
  router.use(assets.router);
  router.use(liveRouter(snapshot, parts));
  return router;
}

async function answer(
  finding: Promise<KeptAnswer>,
  request: Request,
  response: Response,
): Promise<void> {
  const found = await finding;
  await found.send(request, response);
}

function pageNumber(text: unknown): number | undefined {
  if (text === undefined) return 1;
  return typeof text === "string" && /^[1-9]\d{0,5}$/.test(text)
    ? Number(text)
    : undefined;
}

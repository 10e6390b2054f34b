import {
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from "express";
import { loadAssets } from "./assets.ts";
import { liveRouter } from "./live.ts";
import { REFRESH_S, schemes } from "./embed.ts";
import { lookRouter } from "./look.ts";
import type { Answer } from "./kept-pages.ts";
import { Pages } from "./pages.ts";
import type { InsideDesk } from "../inside/desk.ts";
import { Sites } from "../sites.ts";
import { spans } from "../../domain/pictures.ts";
import {
  failureSpans,
  USUAL_FAILURE_SPAN,
  USUAL_RESPONSE_SPAN,
} from "../pictures/files.ts";
import { Gallery, type Pencil } from "../pictures/gallery.ts";
import { pictureRouter } from "../pictures/router.ts";
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
    if (value === framed) response.set("Refresh", String(REFRESH_S));
    next();
  };

/** What anybody may see, without logging in. */
export function pageRouter(
  snapshot: Snapshot,
  {
    inside: desk,
    ...parts
  }: SnapshotParts & {
    playground: string | null;
    pencil: Pencil;
    hasMail?: boolean;
    /** For people of the team who sign in; undefined where they cannot. */
    inside?: InsideDesk | undefined;
  },
): Router {
  const assets = loadAssets();
  const gallery = new Gallery(parts);
  const sites = new Sites(snapshot);
  const pagesOf = new Map<string | null, Pages>();
  const siteOf = (request: Request): { pages: Pages; only: string | null } => {
    const only = sites.of(request)?.only ?? null;
    const pages =
      pagesOf.get(only) ??
      new Pages({
        ...parts,
        hasSignIn: desk !== undefined,
        view: () => sites.view(only),
        viewOfTeam: () => sites.viewOfTeam(only),
        gallery,
        assets: assets.paths,
      });
    pagesOf.set(only, pages);
    return { pages, only };
  };
  const router = Router({ caseSensitive: true });
  const serve = <Params>(
    path: string | string[],
    find: (
      request: Request<Params>,
      site: ReturnType<typeof siteOf>,
    ) => Promise<Answer>,
    value = unframed,
  ): void => {
    const found = async (request: Request): Promise<Answer> => {
      const site = siteOf(request);
      const inside = value === framed ? undefined : await desk?.of(request);
      const pages = inside === undefined ? site.pages : site.pages.for(inside);
      const asked = request as unknown as Request<Params>;
      return find(asked, { ...site, pages });
    };
    router.get(path, policed(value), (request, response) =>
      answer(found(request as Request), request as Request, response),
    );
  };
  serve<{ slug?: string }>(
    ["/", "/n/:slug"],
    ({ params, query }, { pages, only }) => {
      const slug = params.slug ?? only;
      const number = pageNumber(slug === null ? undefined : query["page"]);
      return number === undefined
        ? pages.missing()
        : pages.overview(slug, number);
    },
  );
  router.get("/s/:slug{/*rest}", (request, response, next) => {
    const { slug: former } = request.params;
    const slug = sites.of(request)?.view.formerSlugs.get(former);
    if (slug === undefined) return next();
    const rest = request.url.replace(/^\/s\/[^/?]*/, "");
    response.redirect(301, `/s/${encodeURIComponent(slug)}${rest}`);
  });
  serve<{ slug: string }>("/s/:slug", ({ params, query }, { pages }) => {
    const span = oneOf(spans, query["span"], USUAL_RESPONSE_SPAN);
    return span === undefined
      ? pages.missing()
      : pages.service(params.slug, span);
  });
  serve<{ slug?: string }>(
    ["/numbers", "/n/:slug/numbers"],
    ({ params, query }, { pages, only }) => {
      const span = oneOf(failureSpans, query["span"], USUAL_FAILURE_SPAN);
      return span === undefined
        ? pages.missing()
        : pages.numbers(params.slug ?? only, span);
    },
  );
  serve<{ id: string }>("/incidents/:id", ({ params: { id } }, { pages }) =>
    /^\d{1,9}$/.test(id) ? pages.incident(Number(id)) : pages.missing(),
  );
  serve<{ slug?: string; month?: string }>(
    ["/history{/:month}", "/n/:slug/history{/:month}"],
    ({ params, query }, { pages, only }) => {
      const before = incidentNumber(query["before"]);
      return before === undefined
        ? pages.missing()
        : pages.history(params.slug ?? only, params.month ?? null, before);
    },
  );
  serve<{ slug: string }>(
    "/s/:slug/history",
    ({ params, query }, { pages }) => {
      const before = incidentNumber(query["before"]);
      return before === undefined
        ? pages.missing()
        : pages.serviceHistory(params.slug, before);
    },
  );
  serve<{ slug?: string }>(
    "/embed{/:slug}",
    ({ params, query }, { pages, only }) => {
      const scheme = oneOf(schemes, query["scheme"], null);
      return scheme === undefined
        ? pages.missing()
        : pages.embedded(params.slug ?? only, scheme);
    },
    framed,
  );
  if (desk !== undefined)
    router.use(
      desk.router(policed(unframed), (request) => siteOf(request).pages),
    );
  router.use(pictureRouter({ sites, gallery, log: parts.log }));
  router.use(lookRouter(sites, parts));
  router.use(assets.router);
  router.use(liveRouter(snapshot, parts));
  return router;
}

async function answer(
  finding: Promise<Answer>,
  request: Request,
  response: Response,
): Promise<void> {
  const found = await finding;
  await found.send(request, response);
}

/** One of the values that there are; the usual one where none is asked for. */
function oneOf<Value extends string, Usual extends Value | null>(
  values: readonly Value[],
  asked: unknown,
  usual: Usual,
): Value | Usual | undefined {
  return asked === undefined ? usual : values.find((one) => one === asked);
}

/** The incident after which a list goes on; null where none is given. */
function incidentNumber(text: unknown): number | null | undefined {
  if (text === undefined) return null;
  return typeof text === "string" && /^\d{1,9}$/.test(text)
    ? Number(text)
    : undefined;
}

function pageNumber(text: unknown): number | undefined {
  if (text === undefined) return 1;
  return typeof text === "string" && /^[1-9]\d{0,5}$/.test(text)
    ? Number(text)
    : undefined;
}

import {
  type NextFunction,
  type Request,
  type Response,
  Router,
} from "express";
import type { PublicView } from "../../actions/public/public-view.ts";
import type { Log } from "../../base/log.ts";
import type { KeptAnswer } from "../kept-answer.ts";
import type { Site, Sites } from "../sites.ts";
import {
  failureKinds,
  failureSpans,
  parseFile,
  type PictureFile,
} from "./files.ts";
import type { Gallery } from "./gallery.ts";
import { OutOfTurn } from "./ration.ts";

/** A picture opened by itself runs nothing and loads nothing. */
const POLICY = "default-src 'none'; frame-ancestors 'none'";
const LATER_S = 10;

interface Parts {
  sites: Sites;
  gallery: Gallery;
  log: Log;
}

/** The pictures of the page as files: `/s/:slug/response-times/24h.svg`, `/numbers/failures-by-day/30d.csv` and the like. */
export function pictureRouter({ sites, gallery, log }: Parts): Router {
  const router = Router({ caseSensitive: true });
  const serve = (
    path: string,
    find: (
      params: Record<string, string>,
      file: PictureFile,
      site: Site,
    ) => Promise<KeptAnswer | undefined> | undefined,
  ): void => {
    router.get(path, (request: Request, response, next) => {
      const site = sites.of(request);
      const params = request.params as Record<string, string>;
      const file = parseFile(params["file"] ?? "");
      const finding =
        site === undefined || file === undefined
          ? undefined
          : find(params, file, site);
      if (finding === undefined) return next();
      return answer(finding, request, response, next);
    });
  };
  const answer = async (
    finding: Promise<KeptAnswer | undefined>,
    request: Request,
    response: Response,
    next: NextFunction,
  ): Promise<void> => {
    try {
      const found = await finding;
      if (found === undefined) return next();
      response.set("Content-Security-Policy", POLICY);
      await found.send(request, response);
    } catch (error) {
      if (!(error instanceof OutOfTurn))
        log.warn({ err: error }, "a picture could not be made");
      sendLater(response);
    }
  };
  serve("/s/:slug/response-times/:file", ({ slug = "" }, file, { view }) =>
    hasService(view, slug) ? gallery.responseFile(slug, file) : undefined,
  );
  const failures: Parameters<typeof serve>[1] = (
    { slug: named, kind: wanted },
    file,
    { only, view },
  ) => {
    const slug = named ?? only;
    const kind = failureKinds.find((one) => one === wanted);
    const isKnown =
      slug === null || view.namespaces.some((one) => one.slug === slug);
    return kind === undefined ||
      !isKnown ||
      !failureSpans.some((span) => span === file.span)
      ? undefined
      : gallery.failureFile(slug, kind, file);
  };
  serve("/numbers/:kind/:file", failures);
  serve("/n/:slug/numbers/:kind/:file", failures);
  return router;
}

function hasService({ namespaces }: PublicView, slug: string): boolean {
  return namespaces.some(({ services }) =>
    services.some((one) => one.slug === slug),
  );
}

function sendLater(response: Response): void {
  response
    .status(503)
    .set({ "Retry-After": String(LATER_S), "Cache-Control": "no-store" })
    .type("text")
    .send("This picture cannot be drawn at the moment: try again soon.\n");
}

import { type Request, type Response, Router } from "express";
import { readPublicLogo } from "../../actions/public/public-view.ts";
import type {
  PublicNamespace,
  PublicView,
} from "../../actions/public/public-view.ts";
import { accentOf } from "../../domain/accent.ts";
import { KeptAnswer } from "../kept-answer.ts";
import type { Sites } from "../sites.ts";
import type { SnapshotParts } from "../snapshot.ts";

/** Where the style sheet of a namespace is that has a colour of its own. */
export function lookPath({ slug, accent }: PublicNamespace): string | null {
  return accent === null
    ? null
    : `/n/${slug}/look.css?v=${accent.replace("#", "")}`;
}

export function logoPath({ slug, logo }: PublicNamespace): string | null {
  return logo === null ? null : `/n/${slug}/logo.png?v=${logo.hash}`;
}

/** The colours and logos of namespaces: files of their own, since nothing in the page itself may style it. */
export function lookRouter(
  sites: Sites,
  { context, log }: Pick<SnapshotParts, "context" | "log">,
): Router {
  const router = Router({ caseSensitive: true });
  const logos = new Map<string, { hash: string; answer: KeptAnswer }>();
  const find = (request: Request): PublicNamespace | undefined =>
    namespaceOf(sites.of(request)?.view, request.params["slug"]);

  router.get("/n/:slug/look.css", (request, response, next) => {
    const accent = find(request)?.accent ?? null;
    if (accent === null) return next();
    const { light, dark } = accentOf(accent);
    const colour = `light-dark(${light}, ${dark})`;
    const sheet = `:root { --link: ${colour}; --accent: ${colour}; --edge: 3px; }\n`;
    return new KeptAnswer(200, "text/css", sheet).send(request, response);
  });

  const sendLogo = async (
    { slug }: PublicNamespace,
    hash: string,
    request: Request,
    response: Response,
  ): Promise<void> => {
    const known = logos.get(slug);
    if (known?.hash === hash) return known.answer.send(request, response);
    try {
      const png = await readPublicLogo(context(), slug);
      const answer = new KeptAnswer(200, "image/png", png ?? Buffer.alloc(0));
      if (png !== null) logos.set(slug, { hash, answer });
      await answer.send(request, response);
    } catch (error) {
      log.warn({ err: error }, "a logo could not be read");
      response.status(503).end();
    }
  };
  router.get("/n/:slug/logo.png", (request, response, next) => {
    const namespace = find(request);
    const hash = namespace?.logo?.hash;
    if (namespace === undefined || hash === undefined) return next();
    return sendLogo(namespace, hash, request, response);
  });
  return router;
}

function namespaceOf(
  view: PublicView | undefined,
  slug: unknown,
): PublicNamespace | undefined {
  return view?.namespaces.find((one) => one.slug === slug);
}

import {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from "express";
import type { Actor, Context } from "../../actions/context.ts";
import type { Log } from "../../base/log.ts";
import { RateLimit } from "../../base/rate-limit.ts";
import type { ProbeResult } from "../../domain/result.ts";
import { MINUTE, SECOND } from "../../domain/time.ts";
import { USUAL_RESPONSE_SPAN } from "../pictures/files.ts";
import { problemOfRefusal } from "../api/private-endpoint.ts";
import { fieldsOf, readForm, unreadable } from "../forms.ts";
import type { About, Answer, Inside } from "../page/kept-pages.ts";
import type { Pages } from "../page/pages.ts";
import { answers, showAnswer } from "../sign-in/answers.ts";
import { ownPath } from "../sign-in/ticket.ts";
import { isOwnForm, type Visitor, type Visitors } from "../sign-in/visitors.ts";
import { act } from "./acts.ts";
import { insideOf, type Note } from "./pages.ts";

/** Nobody presses so often. */
const MOST_ACTS = { most: 60, withinMs: MINUTE };

export interface InsideParts {
  visitors: Visitors;
  contextOf: (actor: Actor) => Context;
  /** Looks at a monitor right now; nothing is recorded. Null where it was removed. */
  probe: (monitorId: number) => Promise<ProbeResult | null>;
  /** How this program is reached from outside, without a slash at its end. */
  publicUrl: () => string;
  log: Log;
}

type PagesOf = (request: Request) => Pages;

/** Shows those who are signed in the pages with all that is in them, and does what they ask for. */
export class InsideDesk {
  readonly #parts: InsideParts;
  readonly #acts = new RateLimit(MOST_ACTS);

  constructor(parts: InsideParts) {
    this.#parts = parts;
  }

  /** What the visitor sees; undefined where it is nobody of the team. */
  async of(request: Request): Promise<Inside | undefined> {
    const visitor = await this.#parts.visitors.of(request);
    return visitor === undefined ? undefined : this.#inside(request, visitor);
  }

  #inside(
    request: Request,
    visitor: Visitor,
    note: Note | null = null,
  ): Inside {
    const { contextOf } = this.#parts;
    const before = Number(request.query["before"]);
    return insideOf(visitor, {
      context: contextOf(visitor.actor),
      path: request.originalUrl,
      before: Number.isSafeInteger(before) && before > 0 ? before : null,
      note,
    });
  }

  /** Pages that only they see, and all of their buttons. */
  router(policy: RequestHandler, pagesOf: PagesOf): Router {
    const router = Router({ caseSensitive: true });
    router.get("/monitors/:id", policy, (request, response, next) => {
      const id = numberOf(request.params["id"]);
      return id === undefined
        ? next()
        : this.#monitor(id, pagesOf, request, response, next);
    });
    const post = (path: string, aboutOf: (key: string) => About): void => {
      router.post(path, policy, readForm, (request, response, next) => {
        const about = aboutOf(String(request.params["key"]));
        return about === null
          ? next()
          : this.#act(about, pagesOf(request), request, response);
      });
      router.use(path, unreadable);
    };
    post("/s/:key", (slug) => ({ kind: "service", slug }));
    post("/incidents/:key", (key) => numbered("incident", key));
    post("/monitors/:key", (key) => numbered("monitor", key));
    return router;
  }

  /** Everybody else finds nothing there. */
  async #monitor(
    id: number,
    pagesOf: PagesOf,
    request: Request,
    response: Response,
    next: NextFunction,
  ): Promise<void> {
    const inside = await this.of(request);
    if (inside === undefined) return next();
    const answer = await pagesOf(request).for(inside).monitor(id);
    await answer.send(request, response);
  }

  async #act(
    about: NonNullable<About>,
    pages: Pages,
    request: Request,
    response: Response,
  ): Promise<void> {
    const { visitors, publicUrl, contextOf, probe } = this.#parts;
    const fields = fieldsOf(request);
    const to = ownPath(fields["to"]);
    const visitor = await visitors.of(request);
    if (visitor === undefined)
      return showAnswer(response, answers.notSignedIn, to);
    const { origin } = new URL(publicUrl());
    if (!isOwnForm(request, visitor, { origin, token: fields["token"] }))
      return showAnswer(response, answers.foreignForm, to);
    const context = contextOf(visitor.actor);
    const waitMs = this.#acts.take(visitor.actor.id, context.now);
    if (waitMs > 0) {
      response.set("Retry-After", String(Math.ceil(waitMs / SECOND)));
      return showAnswer(response, answers.tooOften, to);
    }
    const { act: name = "", for: choice = "" } = fields;
    const acted = await act(about, name, { context, choice, probe });
    if (acted.ok && acted.sights === undefined) {
      response.set("Cache-Control", "no-store").redirect(303, to);
      return;
    }
    const note: Note = acted.ok
      ? { kind: "seen", sights: acted.sights ?? [] }
      : {
          kind: "refused",
          status: problemOfRefusal(acted).status,
          text: acted.text.replaceAll("`", ""),
        };
    const inside = this.#inside(request, visitor, note);
    const answer = await pageOf(about, pages.for(inside));
    await answer.send(request, response);
  }
}

function pageOf(about: NonNullable<About>, pages: Pages): Promise<Answer> {
  switch (about.kind) {
    case "service":
      return pages.service(about.slug, USUAL_RESPONSE_SPAN);
    case "incident":
      return pages.incident(about.id);
    case "monitor":
      return pages.monitor(about.id);
    case "overview":
      return pages.overview(about.namespace, 1);
  }
}

function numbered(kind: "incident" | "monitor", key: string): About {
  const id = numberOf(key);
  return id === undefined ? null : { kind, id };
}

function numberOf(text: unknown): number | undefined {
  return typeof text === "string" && /^\d{1,9}$/.test(text)
    ? Number(text)
    : undefined;
}

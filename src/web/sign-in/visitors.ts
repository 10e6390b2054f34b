import { timingSafeEqual } from "node:crypto";
import type { Request } from "express";
import type { Actor, Context } from "../../actions/context.ts";
import {
  endSessionsOf,
  useSession,
  type WebSession,
} from "../../actions/people/sessions.ts";
import type { Log } from "../../base/log.ts";
import { tokenHash } from "../../base/random-token.ts";
import { RateLimit } from "../../base/rate-limit.ts";
import { MINUTE } from "../../domain/time.ts";
import { Memberships } from "../memberships.ts";
import { whoAsks } from "../who-asks.ts";
import type { Cookies } from "./cookies.ts";

/** So many sessions that there are not are looked for, for each address. */
const MOST_WRONG = { most: 60, withinMs: MINUTE };

/** Somebody who is signed in. */
export interface Visitor {
  actor: Actor;
  session: WebSession;
  /** Stands in each form that changes something: no other site knows it. */
  formToken: string;
}

export interface VisitorParts {
  /** The system's own context: its store and its time. */
  context: () => Context;
  /** Who somebody is just now, with all that was given to them; role "unknown" where that cannot be seen. */
  actorOf: (userId: string) => Promise<Actor>;
  cookies: Cookies;
  log: Log;
}

/** Knows those who are signed in, with the rights that they have at this moment. */
export class Visitors {
  readonly #parts: VisitorParts;
  readonly #memberships = new Memberships();
  readonly #wrong = new RateLimit(MOST_WRONG);

  constructor(parts: VisitorParts) {
    this.#parts = parts;
  }

  /** Undefined for everybody else, and while the database is away: they see what everybody sees. */
  async of(
    request: Pick<Request, "headers" | "ip">,
  ): Promise<Visitor | undefined> {
    const token = this.#parts.cookies.read(request, "allswell");
    if (token === undefined) return undefined;
    try {
      return await this.#find(token, request);
    } catch (error) {
      this.#parts.log.warn(
        { err: error },
        "it cannot be seen who is signed in; they see what everybody sees",
      );
      return undefined;
    }
  }

  async #find(
    token: string,
    request: Pick<Request, "headers" | "ip">,
  ): Promise<Visitor | undefined> {
    const context = this.#parts.context();
    const who = whoAsks(request);
    // Counted before it is looked up: a thousand guesses at once are not looked up at once.
    if (this.#wrong.take(who, context.now) > 0) return undefined;
    const session = await useSession(context, token, {
      isPerson: isPerson(request.headers),
    });
    if (session === null) return undefined;
    this.#wrong.giveBack(who);
    const actor = await this.#parts.actorOf(session.personId);
    const standing = this.#memberships.standing(actor, context.now);
    if (standing === "outsider") await endSessionsOf(context, session.personId);
    return standing === "member" || standing === "lately"
      ? { actor, session, formToken: formTokenOf(token) }
      : undefined;
  }
}

/**
 * Whether somebody opened a page, not a page that renews itself, which says so (assets/page.js). What browsers tell does
 * not: a page that is opened through the service worker is told as anything that a script asks for.
 */
function isPerson(headers: Request["headers"]): boolean {
  return headers["allswell-renew"] === undefined;
}

function formTokenOf(token: string): string {
  return tokenHash(`form of ${token}`);
}

/** Whether a form came from a page of ours that this visitor saw: anything else is somebody else's doing. */
export function isOwnForm(
  { headers }: Pick<Request, "headers">,
  { formToken }: Visitor,
  {
    origin,
    token,
  }: {
    /** Of our pages. */
    origin: string;
    /** What the form holds. */
    token: string | undefined;
  },
): boolean {
  const site = headers["sec-fetch-site"] ?? "same-origin";
  if (headers.origin !== origin || site !== "same-origin") return false;
  const given = Buffer.from(token ?? "");
  const right = Buffer.from(formToken);
  return given.length === right.length && timingSafeEqual(given, right);
}

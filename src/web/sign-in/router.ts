import { type Request, type Response, Router } from "express";
import type { Actor, Context } from "../../actions/context.ts";
import {
  closeSession,
  LONGEST_SESSION_MS,
  openSession,
} from "../../actions/people/sessions.ts";
import type { Log } from "../../base/log.ts";
import { RateLimit } from "../../base/rate-limit.ts";
import { MINUTE } from "../../domain/time.ts";
import { Memberships } from "../memberships.ts";
import { fieldsOf, readForm, unreadable } from "../forms.ts";
import type { Cookies } from "./cookies.ts";
import { type Answer, answers, showAnswer } from "./answers.ts";
import { CALLBACK_PATH } from "../../base/callback-path.ts";
import type { Provider } from "./provider.ts";
import {
  newTicket,
  openTicket,
  ownPath,
  sealTicket,
  TICKET_LIFE_MS,
} from "./ticket.ts";
import { whoAsks } from "../who-asks.ts";
import { isOwnForm, type Visitors } from "./visitors.ts";

/** From one address: each asks Slack something. */
const MOST_ASKED = { most: 60, withinMs: MINUTE };

export interface SignInParts {
  /** The system's own context: its store and its time. */
  context: () => Context;
  contextOf: (actor: Actor) => Context;
  /** Who somebody is just now; role "unknown" where that cannot be seen. */
  actorOf: (userId: string) => Promise<Actor>;
  /** The workspace that the app is installed in; undefined where that cannot be seen. */
  teamId: () => Promise<string | undefined>;
  provider: Provider;
  visitors: Visitors;
  cookies: Cookies;
  /** How this program is reached from outside, without a slash at its end. */
  publicUrl: () => string;
  log: Log;
}

/** Where people sign in with Slack, and sign out. Nothing but a form of our own changes anything. */
export function signInRouter(parts: SignInParts): Router {
  const desk = new SignInDesk(parts);
  const router = Router({ caseSensitive: true });
  router.get("/sign-in", (request, response) => desk.begin(request, response));
  router.get(CALLBACK_PATH, (request, response) =>
    desk.finish(request, response),
  );
  router.post("/sign-out", readForm, (request, response) =>
    desk.leave(request, response),
  );
  router.use("/sign-out", unreadable);
  return router;
}

class SignInDesk {
  readonly #parts: SignInParts;
  readonly #limit = new RateLimit(MOST_ASKED);
  readonly #memberships = new Memberships();

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  async begin(request: Request, response: Response): Promise<void> {
    const { context, cookies, provider, publicUrl, log } = this.#parts;
    const { to, at } = request.query;
    const path = ownPath(to);
    // Cookies are of one host: whoever is at another one (a namespace's own domain) begins at ours, and says so, once.
    const home = new URL(publicUrl());
    if (request.headers.host !== home.host && at !== "home")
      return goTo(
        response,
        `${home.origin}/sign-in?${new URLSearchParams({ to: path, at: "home" }).toString()}`,
      );
    const { now, secrets } = context();
    if (this.#limit.take(whoAsks(request), now) > 0)
      return showAnswer(response, answers.tooOften, path);
    const ticket = newTicket(path, now);
    const teamId = await this.#parts.teamId();
    if (teamId === undefined)
      return showAnswer(response, answers.notReached, path);
    let slack: URL;
    try {
      slack = await provider.begin(ticket, teamId, now);
    } catch (error) {
      log.warn({ err: error }, "Slack does not say how people sign in");
      return showAnswer(response, answers.notReached, path);
    }
    const sealed = sealTicket(secrets, ticket);
    cookies.write(response, "allswell-sign-in", sealed, TICKET_LIFE_MS);
    goTo(response, slack.href);
  }

  async finish(request: Request, response: Response): Promise<void> {
    const { context, cookies } = this.#parts;
    const { now, secrets } = context();
    if (this.#limit.take(whoAsks(request), now) > 0)
      return showAnswer(response, answers.tooOften, "/");
    const sealed = cookies.read(request, "allswell-sign-in");
    cookies.forget(response, "allswell-sign-in");
    const ticket = openTicket(secrets, sealed, now);
    if (ticket === undefined) return showAnswer(response, answers.tooOld, "/");
    const query = new URL(request.originalUrl, "http://here").search;
    const signedIn = await this.#parts.provider.finish(query, ticket, now);
    if (!signedIn.ok) {
      const { why, reason } = signedIn;
      this.#parts.log.warn({ why, reason }, "somebody was not signed in");
      return showAnswer(response, answers[why], ticket.to);
    }
    const admitted = await this.#admit(signedIn);
    if (!("actor" in admitted))
      return showAnswer(response, admitted, ticket.to);
    const { token } = await openSession(this.#parts.contextOf(admitted.actor));
    cookies.write(response, "allswell", token, LONGEST_SESSION_MS);
    goTo(response, ticket.to);
  }

  /** Members of our own workspace; everybody else sees what everybody sees. */
  async #admit({
    personId,
    teamId,
  }: {
    personId: string;
    teamId: string;
  }): Promise<{ actor: Actor } | Answer> {
    const ours = await this.#parts.teamId();
    if (ours === undefined) return answers.notReached;
    if (teamId !== ours) return answers.otherWorkspace;
    const actor = await this.#parts.actorOf(personId);
    switch (this.#memberships.standing(actor, this.#parts.context().now)) {
      case "member":
        return { actor };
      case "outsider":
        return answers.guest;
      // Who comes in now must be known now.
      case "lately":
      case "not-seen":
        return answers.notReached;
    }
  }

  async leave(request: Request, response: Response): Promise<void> {
    const { visitors, cookies, publicUrl, contextOf } = this.#parts;
    const fields = fieldsOf(request);
    const to = ownPath(fields["to"]);
    const visitor = await visitors.of(request);
    if (visitor !== undefined) {
      const { origin } = new URL(publicUrl());
      const token = fields["token"];
      if (!isOwnForm(request, visitor, { origin, token }))
        return showAnswer(response, answers.foreignForm, to);
      const everywhere = fields["everywhere"] === "yes";
      const context = contextOf(visitor.actor);
      await closeSession(context, visitor.session, { everywhere });
      cookies.forget(response, "allswell");
    }
    goTo(response, to);
  }
}

function goTo(response: Response, url: string): void {
  response.set("Cache-Control", "no-store").redirect(303, url);
}

import type { Request } from "express";
import type { Actor, Context } from "../actions/context.ts";
import { type TokenLine, useToken } from "../actions/people/tokens.ts";
import { clip } from "../base/text.ts";
import type { Scope } from "../domain/scopes.ts";
import type { Problem } from "./api/problem.ts";
import { Door, type NotLetIn } from "./door.ts";
import { Memberships } from "./memberships.ts";

/** A script that asks ten times a second is at fault, not in need. */
const MOST_A_MINUTE = 600;
const LONGEST_NAME = 80;

export interface GateParts {
  /** The system's own context: its store and its time. */
  context: () => Context;
  /** Who somebody is just now, with all that was given to them; role "unknown" where that cannot be seen. */
  actorOf: (userId: string) => Promise<Actor>;
}

/** Somebody who was let in, and by what. */
export type Entry = { ok: true; actor: Actor; token: TokenLine } | NotLetIn;

/** Lets in who brings a personal token, with the rights that its person has at this moment. */
export class Gate {
  readonly #parts: GateParts;
  readonly #door: Door<TokenLine>;
  readonly #memberships = new Memberships();

  constructor(parts: GateParts) {
    this.#parts = parts;
    this.#door = new Door(async (text) => {
      const used = await useToken(parts.context(), text);
      return used.ok ? { ok: true, ...used.line } : used;
    }, MOST_A_MINUTE);
  }

  async enter(
    request: Pick<Request, "headers" | "ip">,
    needed: Scope,
  ): Promise<Entry> {
    const { now } = this.#parts.context();
    const found = await this.#door.enter(request, now, NO_TOKEN);
    if (!found.ok) return found;
    const { ok: _, ...token } = found;
    if (needed === "write" && token.scope !== "write") return onlyReads;
    const actor = await this.#parts.actorOf(token.personId);
    const standing = this.#memberships.standing(actor, now);
    if (standing === "outsider") return noMember;
    if (
      standing === "not-seen" ||
      (standing === "lately" && needed === "write")
    )
      return notSeen;
    const name = clip(`${actor.name} (${token.name})`, LONGEST_NAME);
    return { ok: true, token, actor: { ...actor, name } };
  }
}

const NO_TOKEN =
  "This needs a personal token, as in Authorization: Bearer …: /allswell token new in Slack makes one.";

const notAllowed = (detail: string): NotLetIn => {
  const problem: Problem = { status: 403, title: "Not allowed", detail };
  return { ok: false, problem };
};

const onlyReads = notAllowed(
  "This token only reads: /allswell token new … write in Slack makes one that changes.",
);

const noMember = notAllowed(
  "The person of this token is no member of the workspace any more, or a guest: their tokens open nothing.",
);

const notSeen: NotLetIn = {
  ok: false,
  retryAfterS: 60,
  problem: {
    status: 503,
    title: "Not available",
    detail:
      "It cannot be seen at the moment who the person of this token is, so nothing was done: try again in a minute.",
  },
};

import type { Request } from "express";
import type { Refusal } from "../actions/context.ts";
import { tokenHash } from "../base/random-token.ts";
import { RateLimit } from "../base/rate-limit.ts";
import { MINUTE, SECOND } from "../domain/time.ts";
import type { Problem } from "./api/problem.ts";
import { whoAsks } from "./who-asks.ts";

const MOST_WRONG = { most: 20, withinMs: MINUTE };
const MOST_REMEMBERED = 5_000;

/** Why somebody was not let in. */
export interface NotLetIn {
  ok: false;
  problem: Problem;
  retryAfterS?: number;
}

/** Lets in who brings a right token: so often for each token, and so many wrong ones from each address. */
export class Door<Found extends { id: number }> {
  readonly #find: (text: string) => Promise<({ ok: true } & Found) | Refusal>;
  readonly #requests: RateLimit;
  readonly #wrong = new RateLimit(MOST_WRONG);
  /** Hashes of tokens that were right before: a neighbour's wrong ones do not keep them out. */
  readonly #good = new Set<string>();

  constructor(
    find: (text: string) => Promise<({ ok: true } & Found) | Refusal>,
    mostAMinute: number,
  ) {
    this.#find = find;
    this.#requests = new RateLimit({ most: mostAMinute, withinMs: MINUTE });
  }

  async enter(
    request: Pick<Request, "headers" | "ip">,
    now: number,
    noToken: string,
  ): Promise<({ ok: true } & Found) | NotLetIn> {
    const text = bearerOf(request);
    if (text === undefined) return refused("A token is needed", noToken);
    const hash = tokenHash(text);
    const isKnown = this.#good.has(hash);
    const address = whoAsks(request);
    // Counted before it is looked up: a thousand guesses at once are not looked up at once.
    const waitMs = isKnown ? 0 : this.#wrong.take(address, now);
    if (waitMs > 0) return tooMany(waitMs);
    const found = await this.#find(text);
    if (!found.ok) {
      this.#good.delete(hash);
      return refused("Not let in", found.text.replaceAll("`", ""));
    }
    if (!isKnown) this.#wrong.giveBack(address);
    if (this.#good.size >= MOST_REMEMBERED) this.#good.clear();
    this.#good.add(hash);
    const overMs = this.#requests.take(String(found.id), now);
    return overMs > 0 ? tooMany(overMs) : found;
  }
}

/** What stands behind "Bearer"; undefined where nothing does. */
function bearerOf({ headers }: Pick<Request, "headers">): string | undefined {
  const [, text] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? "") ?? [];
  return text;
}

function refused(title: string, detail: string): NotLetIn {
  return { ok: false, problem: { status: 401, title, detail } };
}

function tooMany(waitMs: number): NotLetIn {
  return {
    ok: false,
    retryAfterS: Math.ceil(waitMs / SECOND),
    problem: {
      status: 429,
      title: "Too many requests",
      detail: "These are too many requests: wait a little before the next.",
    },
  };
}

import type { Actor } from "../actions/context.ts";
import { HOUR, type Instant } from "../domain/time.ts";

/** While Slack does not tell who somebody is, whoever was known this long ago goes on reading. */
const TRUSTED_MS = HOUR;
const MOST_REMEMBERED = 5_000;

/** What somebody is to us now: a member, one who was it lately and cannot be asked about, nobody, or not to be told. */
export type Standing = "member" | "lately" | "outsider" | "not-seen";

/** Remembers who was a member when, for when Slack does not tell. */
export class Memberships {
  readonly #members = new Map<string, Instant>();

  standing(actor: Actor, now: Instant): Standing {
    if (actor.role === "unknown")
      return this.#wasMember(actor.id, now) ? "lately" : "not-seen";
    if (actor.role === "guest") return "outsider";
    if (this.#members.size >= MOST_REMEMBERED) this.#members.clear();
    this.#members.set(actor.id, now);
    return "member";
  }

  #wasMember(personId: string, now: Instant): boolean {
    const at = this.#members.get(personId);
    return at !== undefined && now - at < TRUSTED_MS;
  }
}

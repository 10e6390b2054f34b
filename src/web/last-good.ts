import type { PublicView } from "../actions/public/public-view.ts";
import type { Instant } from "../domain/time.ts";

/** So much outlives its view, for as long as it cannot be made anew. */
const MOST_KEPT = 500;

/** Something that was shown. */
export interface Good<Value> {
  value: Value;
  /** Slugs of the services that it speaks of. */
  services: readonly string[];
  at: Instant;
}

/** What was shown last, for the time when the database is away. */
export class LastGood<Value> {
  /** By what was asked for; the longest not made anew comes first. */
  readonly #kept = new Map<string, Good<Value>>();
  #slugs: { view: PublicView; all: ReadonlySet<string> } | undefined;

  keep(key: string, good: Good<Value>): void {
    this.#kept.delete(key);
    this.#kept.set(key, good);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined)
      this.#kept.delete(oldest);
  }

  forget(key: string): void {
    this.#kept.delete(key);
  }

  /** What it was, where everybody may still know of all that it speaks of. */
  of(key: string, view: PublicView): Good<Value> | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    const shown = this.#slugsIn(view);
    return kept.services.every((slug) => shown.has(slug)) ? kept : undefined;
  }

  /** Read once for each view: thousands may be asked about. */
  #slugsIn(view: PublicView): ReadonlySet<string> {
    if (this.#slugs?.view !== view) {
      const all = view.namespaces.flatMap(({ services }) =>
        services.map(({ slug }) => slug),
      );
      this.#slugs = { view, all: new Set(all) };
    }
    return this.#slugs.all;
  }
}

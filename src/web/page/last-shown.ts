import type { PublicView } from "../../actions/public-view.ts";
import type { Instant } from "../../domain/time.ts";
import type { Shown } from "./pages.ts";

/** So many pages outlive their view, for as long as they cannot be made anew. */
const MOST_KEPT = 500;

/** What pages showed last, for the time when the database is away. */
export class LastShown {
  /** By what was asked for; the longest not made anew comes first. */
  readonly #kept = new Map<string, { shown: Shown; at: Instant }>();

  /** A page that is of one service is kept; one that is gone is forgotten. */
  keep(key: string, shown: Shown | undefined, at: Instant): void {
    this.#kept.delete(key);
    if (shown?.service === undefined) return;
    this.#kept.set(key, { shown, at });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined)
      this.#kept.delete(oldest);
  }

  /** What it showed and when, where everybody may still see it. */
  of(key: string, view: PublicView): { shown: Shown; at: Instant } | undefined {
    const kept = this.#kept.get(key);
    const isPublic = view.namespaces.some(({ services }) =>
      services.some(({ slug }) => slug === kept?.shown.service),
    );
    return isPublic ? kept : undefined;
  }
}

import type { PublicView } from "../actions/public-view.ts";
import type { KeptAnswer } from "./kept-answer.ts";

/** So many are kept; the rest is made anew for whoever asks. */
const MOST_KEPT = 2_000;

/** Answers that are made once for each view, however many ask for them. */
export class KeptAnswers {
  #view: PublicView | undefined;
  readonly #kept = new Map<string, Promise<KeptAnswer>>();

  /** What was made under this key for this view, or is made now. Only good answers are kept. */
  async get(
    view: PublicView,
    key: string,
    make: () => Promise<KeptAnswer>,
  ): Promise<KeptAnswer> {
    if (view !== this.#view) this.#kept.clear();
    this.#view = view;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const made = make();
    if (this.#kept.size < MOST_KEPT) this.#kept.set(key, made);
    try {
      const answer = await made;
      if (answer.status !== 200) this.#kept.delete(key);
      return answer;
    } catch (error) {
      this.#kept.delete(key);
      throw error;
    }
  }
}

import type { PublicView } from "../actions/public/public-view.ts";
import type { Log } from "../base/log.ts";
import { inTime } from "./in-time.ts";
import type { KeptAnswer } from "./kept-answer.ts";
import { LastGood } from "./last-good.ts";

/** So many are kept; the rest is made anew for whoever asks. */
const MOST_KEPT = 2_000;

/** Answers that are made once for each view, however many ask for them. */
export class KeptAnswers {
  #view: PublicView | undefined;
  readonly #kept = new Map<string, Promise<KeptAnswer>>();
  readonly #last = new LastGood<KeptAnswer>();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /**
   * What was made under this key for this view, or is made now; where that fails or takes long, what was good last. Only good
   * answers are kept.
   */
  async get(
    view: PublicView,
    key: string,
    make: () => Promise<KeptAnswer>,
  ): Promise<KeptAnswer> {
    if (view !== this.#view) this.#kept.clear();
    this.#view = view;
    const made = this.#kept.get(key) ?? this.#make(view, key, make);
    const last = this.#last.of(key, view);
    if (last === undefined) return made;
    return inTime(made).catch((error: unknown) => {
      this.#log.warn(
        { err: error, key },
        "an answer could not be made; it is sent as it was last",
      );
      return last.value;
    });
  }

  #make(
    view: PublicView,
    key: string,
    make: () => Promise<KeptAnswer>,
  ): Promise<KeptAnswer> {
    const making = make();
    if (this.#kept.size < MOST_KEPT) this.#kept.set(key, making);
    const forget = (): void => {
      if (this.#kept.get(key) === making) this.#kept.delete(key);
    };
    making.then((answer) => {
      if (answer.status !== 200) forget();
      if (answer.services === undefined) this.#last.forget(key);
      else
        this.#last.keep(key, {
          value: answer,
          services: answer.services,
          at: view.at,
        });
    }, forget);
    return making;
  }
}

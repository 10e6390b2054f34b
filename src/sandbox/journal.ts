import type { ServerResponse } from "node:http";
import type { Request, RequestHandler } from "express";

/** Every record has its number, in the order of acceptance: 1, 2, 3 … */
export interface Numbered {
  seq: number;
}

/** The longest that a reader may wait in one request, in ms. */
const LONGEST_WAIT_MS = 60_000;

/** What the outside received, in order; readers can wait for what comes next. */
export class Journal<Entry extends object> {
  #entries: (Entry & Numbered)[] = [];
  #last = 0;
  readonly #keep: number;
  readonly #looks = new Set<() => void>();

  /** Keeps the newest `keep` entries; their numbers go on counting. */
  constructor(keep = Infinity) {
    this.#keep = keep;
  }

  add(entry: Entry): Entry & Numbered {
    this.#last += 1;
    const numbered = { ...entry, seq: this.#last };
    this.#entries.push(numbered);
    if (this.#entries.length > this.#keep) this.#entries.shift();
    this.touched();
    return numbered;
  }

  /** To be called when an entry was changed in place, so that those who wait for it look again. */
  touched(): void {
    for (const look of this.#looks) look();
  }

  /** The number of the newest entry, 0 before the first; also how many there were. */
  get last(): number {
    return this.#last;
  }

  all(): readonly (Entry & Numbered)[] {
    return this.#entries;
  }

  load(entries: readonly (Entry & Numbered)[]): void {
    this.#entries = [...entries];
    this.#last = entries.at(-1)?.seq ?? 0;
  }

  /** Looks now and after each change, until there is something to see, the time is over or the signal fires. */
  until<Seen>(
    look: () => Seen | undefined,
    waitMs: number,
    signal?: AbortSignal,
  ): Promise<Seen | undefined> {
    const seen = look();
    if (seen !== undefined || waitMs <= 0) return Promise.resolve(seen);
    return new Promise((resolve) => {
      const finish = (result: Seen | undefined): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", giveUp);
        this.#looks.delete(lookAgain);
        resolve(result);
      };
      const giveUp = (): void => finish(undefined);
      const lookAgain = (): void => {
        const found = look();
        if (found !== undefined) finish(found);
      };
      const timer = setTimeout(giveUp, waitMs);
      signal?.addEventListener("abort", giveUp);
      this.#looks.add(lookAgain);
    });
  }
}

/** The whole number in a query parameter; 0 where it is missing or something else. */
export function wholeNumber(request: Request, name: string): number {
  const value = Number(request.query[name]);
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/** How long this request is ready to wait, in ms. */
export function waitOf(request: Request): number {
  return Math.min(wholeNumber(request, "wait"), LONGEST_WAIT_MS);
}

/** A signal that fires when whoever asked has gone. */
export function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  return gone.signal;
}

/**
 * GET a journal as `{ [name]: entries, last }`. `?after=N` leaves out the entries up to number N; with `&wait=ms` it answers
 * as soon as there is a later one, or with an empty list when the time is over.
 */
export function serveJournal<Entry extends object>(
  journal: Journal<Entry>,
  name: string,
  matches: (entry: Entry & Numbered, request: Request) => boolean = () => true,
): RequestHandler {
  return async (request, response) => {
    const after = wholeNumber(request, "after");
    const look = (): (Entry & Numbered)[] | undefined => {
      const found = journal
        .all()
        .filter((entry) => entry.seq > after && matches(entry, request));
      return found.length > 0 ? found : undefined;
    };
    const signal = goneSignal(response);
    const found = await journal.until(look, waitOf(request), signal);
    response.json({ [name]: found ?? [], last: journal.last });
  };
}

import { Journal, type Numbered } from "../journal.ts";

export const recordKinds = [
  "message",
  "edit",
  "delete",
  "ephemeral",
  "ephemeral-edit",
  "ephemeral-delete",
  "view",
  "file",
  "reaction",
  "membership",
  "call",
  "delivery",
  "late-ack",
] as const;
export type RecordKind = (typeof recordKinds)[number];

/** One thing that happened. */
export interface SlackRecord {
  /** Milliseconds since 1970. */
  at: number;
  kind: RecordKind;
  channel?: string;
  /** Whom it concerns: the author, or who sees it. */
  user?: string;
  [detail: string]: unknown;
}

/** More than any test makes; a sandbox that runs for weeks forgets the oldest. */
const MAX_RECORDS = 50_000;
/** So many survive a restart. */
const MAX_SAVED = 2_000;

/** Everything that the pretend Slack accepted, refused and sent, in order. */
export class Records {
  readonly journal = new Journal<SlackRecord>(MAX_RECORDS);
  readonly #now: () => number;
  readonly #changed: () => void;

  constructor(now: () => number, changed: () => void) {
    this.#now = now;
    this.#changed = changed;
  }

  add(kind: RecordKind, details: object): void {
    // A copy: what was accepted stays as it was, whatever happens to the message later.
    const copy = structuredClone(details);
    this.journal.add({ ...copy, at: this.#now(), kind });
    this.#changed();
  }

  /** Those after number `after`, oldest first. */
  after(after: number): (SlackRecord & Numbered)[] {
    const all = this.journal.all();
    // The numbers have no gaps: counting finds the place without a search.
    const first = all[0]?.seq ?? 1;
    return all.slice(Math.max(0, after - first + 1));
  }

  snapshot(): (SlackRecord & Numbered)[] {
    return this.journal.all().slice(-MAX_SAVED);
  }
}

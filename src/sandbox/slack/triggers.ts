import { randomBytes } from "node:crypto";

/** Used and expired ones are remembered for the right refusal. */
const KEPT = 1000;

export interface Trigger {
  id: string;
  user: string;
  /** Where the user stood. */
  channel?: string;
  /** The modal it came from, if it came from one. */
  viewId?: string;
}

export type TriggerProblem =
  "invalid_trigger_id" | "expired_trigger_id" | "exchanged_trigger_id";

/** The permissions to show something to a user: a short time, one use. */
export class Triggers {
  readonly #known = new Map<
    string,
    Trigger & { expiresAt: number; isUsed: boolean }
  >();
  readonly #now: () => number;
  readonly #lastMs: () => number;
  #count = 0;

  /** `lastMs`: how long one lasts. */
  constructor(now: () => number, lastMs: () => number) {
    this.#now = now;
    this.#lastMs = lastMs;
  }

  issue(trigger: Omit<Trigger, "id">): string {
    this.#count += 1;
    const id = `${1000 + this.#count}.${this.#now()}.${randomBytes(16).toString("hex")}`;
    const expiresAt = this.#now() + this.#lastMs();
    this.#known.set(id, { ...trigger, id, expiresAt, isUsed: false });
    const [oldest] = this.#known.keys();
    if (this.#known.size > KEPT && oldest !== undefined)
      this.#known.delete(oldest);
    return id;
  }

  /** Looks whether it still opens something; `exchange` uses it up. */
  look(id: string): Trigger | TriggerProblem {
    const trigger = this.#known.get(id);
    if (trigger === undefined) return "invalid_trigger_id";
    if (trigger.isUsed) return "exchanged_trigger_id";
    if (this.#now() > trigger.expiresAt) return "expired_trigger_id";
    return trigger;
  }

  exchange(id: string): void {
    const trigger = this.#known.get(id);
    if (trigger !== undefined) trigger.isUsed = true;
  }
}

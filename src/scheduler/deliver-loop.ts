import { nextTask } from "../actions/telling/next-task.ts";
import {
  claimDueOutlets,
  giveBackOutlet,
  type Lane,
  type Outlet,
  slowLanes,
} from "../actions/telling/outlets.ts";
import { Bell } from "../base/bell.ts";
import { type Instant, SECOND } from "../domain/time.ts";
import { Teller } from "./teller.ts";
import type { TellerParts } from "./telling.ts";

const TICK_MS = SECOND;
/** At once; a mail server or a webhook that hangs holds up no other way of telling. */
const MOST_OUTLETS: Record<Lane, number> = {
  others: 16,
  mail: 16,
  webhook: 8,
};
/** A row that we could not make sense of is looked at again after this long, and stops no other. */
const TROUBLE_MS = 30 * SECOND;

/** Tells what is to be told: outlets that have something due, each served by one deliverer at a time. */
export class DeliverLoop {
  readonly #parts: TellerParts;
  readonly #teller: Teller;
  readonly #bell = new Bell();
  readonly #serving: Record<Lane, Set<Promise<void>>> = {
    others: new Set(),
    mail: new Set(),
    webhook: new Set(),
  };
  /** Of which there may be more than could be taken. */
  readonly #pressed = new Set<Lane>();
  /** Counts the notices of new deliveries, to see whether one came while an outlet was being given back. */
  #notices = 0;
  #lookedAt: Instant | undefined;

  constructor(parts: TellerParts) {
    this.#parts = parts;
    this.#teller = new Teller(parts);
  }

  /** When it last looked for something to tell; undefined before the first time. */
  get lookedAt(): Instant | undefined {
    return this.#lookedAt;
  }

  /** There is something new to tell. */
  wake(): void {
    this.#notices += 1;
    this.#bell.ring();
  }

  /** Runs until the signal, then until what is being told is told. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#parts;
    while (!signal.aborted) {
      try {
        const looks = await Promise.allSettled(
          this.#lanes.map((lane) => this.#fill(lane, signal)),
        );
        for (const look of looks)
          if (look.status === "rejected") throw look.reason;
        this.#lookedAt = clock.now();
      } catch (error) {
        log.error(
          { err: error },
          "deliveries could not be looked for; trying again",
        );
      }
      await this.#bell.wait(clock, TICK_MS, signal);
    }
    await Promise.all(
      Object.values(this.#serving).flatMap((serving) => [...serving]),
    );
  }

  /**
   * Takes what is due in a lane. The lanes are looked at side by side: where lives are short, those that are looked at last
   * would hardly ever have their turn.
   */
  async #fill(lane: Lane, signal: AbortSignal): Promise<void> {
    const room = MOST_OUTLETS[lane] - this.#serving[lane].size;
    const outlets = await claimDueOutlets(
      this.#parts.context(),
      room,
      this.#teller.edits,
      lane,
    );
    if (outlets.length === room) this.#pressed.add(lane);
    else this.#pressed.delete(lane);
    for (const outlet of outlets)
      this.#track(lane, this.#serve(outlet, signal));
  }

  /** What is quick comes first. */
  get #lanes(): Lane[] {
    const { channels } = this.#parts;
    return [
      "others",
      ...slowLanes.filter((lane) => Object.hasOwn(channels, lane)),
    ];
  }

  #track(lane: Lane, work: Promise<void>): void {
    const serving = this.#serving[lane];
    const tracked = work.finally(() => {
      serving.delete(tracked);
      // Looking for one at a time would cost more than telling it.
      if (this.#pressed.has(lane) && serving.size <= MOST_OUTLETS[lane] / 2)
        this.#bell.ring();
    });
    serving.add(tracked);
  }

  async #serve(outlet: Outlet, signal: AbortSignal): Promise<void> {
    const { context, clock, log } = this.#parts;
    let pausedUntil: Instant | null = null;
    let notices = this.#notices;
    try {
      while (pausedUntil === null && !signal.aborted) {
        notices = this.#notices;
        const task = await nextTask(context(), outlet, this.#teller.edits);
        if (task === undefined) break;
        pausedUntil =
          task.kind === "rest"
            ? task.until
            : await this.#teller.perform(outlet, task);
        if (task.kind === "edit")
          void this.#ringAt(clock.now() + this.#teller.edits.gapMs, signal);
      }
    } catch (error) {
      log.error(
        { err: error, outlet: outlet.id },
        "an outlet could not be served; trying again later",
      );
      pausedUntil = clock.now() + TROUBLE_MS;
    }
    await this.#giveBack(outlet, pausedUntil);
    if (notices !== this.#notices) this.#bell.ring();
    if (pausedUntil !== null) void this.#ringAt(pausedUntil, signal);
  }

  /** A short rest need not last until the next tick. */
  async #ringAt(at: Instant, signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    const wait = at - clock.now();
    if (wait >= TICK_MS) return;
    await clock.sleep(Math.max(0, wait) + 1, signal);
    this.#bell.ring();
  }

  async #giveBack(outlet: Outlet, pausedUntil: Instant | null): Promise<void> {
    try {
      await giveBackOutlet(this.#parts.context(), outlet, pausedUntil);
    } catch (error) {
      this.#parts.log.warn(
        { err: error, outlet: outlet.id },
        "an outlet could not be given back; its lease ends by itself",
      );
    }
  }
}

import type { Context } from "../actions/context.ts";
import {
  type Claim,
  claimDueMonitors,
  endPauseOf,
  giveBackClaims,
  makePartitions,
  spreadAfterPause,
} from "../actions/upkeep/probe-work.ts";
import { Bell } from "../base/bell.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { type Instant, MINUTE, SECOND } from "../domain/time.ts";
import { Gate } from "./gate.ts";
import { Lateness } from "./lateness.ts";
import { type Plan, PlanCache } from "./plan-cache.ts";
import type { Prober } from "./prober.ts";

const TICK_MS = SECOND;
/** Claimed ahead of the next tick with room for a slow one, so that each probe is in hand before it is due. */
const AHEAD_MS = 1_500;
/** A batch of results is written by then. */
const WRITTEN_BY_MS = 150;
/** Probes at once in all and at one host, and how many claimed ones may wait for that before no more are claimed. */
const MOST_AT_ONCE = 500;
const MOST_PER_HOST = 20;
const MOST_IN_HAND = 2_000;
/** Not claimed for so long: nobody was probing. What is overdue by more than OVERDUE is spread, not fired at once. */
const PAUSE_MS = 10 * SECOND;
const OVERDUE_MS = 5 * SECOND;
const SPREAD_MS = MINUTE;
/** How long probes under way may take to finish when the program stops. */
const DRAIN_MS = 2 * SECOND;
/** Of monitors, in a line of the log. */
const MOST_NAMED = 10;

export interface ProbeLoopParts {
  context: () => Context;
  clock: Clock;
  log: Log;
  prober: Prober;
  /** The database's clock as it was at the time of a claim. */
  follow: (databaseNow: number) => void;
}

/** Claims the monitors that fall due and fires each at its time. */
export class ProbeLoop {
  readonly #parts: ProbeLoopParts;
  readonly #plans = new PlanCache();
  readonly #gate = new Gate({ most: MOST_AT_ONCE, mostPerHost: MOST_PER_HOST });
  readonly #bell = new Bell();
  readonly #inHand = new Map<
    number,
    { claim: Claim; timer: NodeJS.Timeout | undefined }
  >();
  readonly #stop = new AbortController();
  readonly lateness = new Lateness();
  #claimedAt: number | undefined;

  constructor(parts: ProbeLoopParts) {
    this.#parts = parts;
  }

  /** When monitors were last claimed; undefined before the first time. */
  get claimedAt(): number | undefined {
    return this.#claimedAt;
  }

  /** A row falls due at an instant: where that is before the next tick would see it, looks as soon as it is written. */
  wakeFor(dueAt: Instant): void {
    if (dueAt - this.#parts.clock.now() < AHEAD_MS)
      setTimeout(() => this.#bell.ring(), WRITTEN_BY_MS).unref();
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#parts;
    while (!signal.aborted) {
      const tickEnds = clock.now() + TICK_MS;
      try {
        while (await this.#claim()) if (signal.aborted) break;
      } catch (error) {
        log.error(
          { err: error },
          "monitors could not be claimed; trying again",
        );
      }
      await this.#bell.wait(clock, Math.max(0, tickEnds - clock.now()), signal);
    }
    await this.#drain();
  }

  /** One claim; true where there may be more that is due. */
  async #claim(): Promise<boolean> {
    const { context, clock, follow } = this.#parts;
    await this.#comeBack();
    const room = MOST_IN_HAND - this.#inHand.size;
    if (room <= 0) return false;
    const claims = await claimDueMonitors(context(), {
      aheadMs: AHEAD_MS,
      limit: room,
    });
    this.#claimedAt = clock.now();
    const [first] = claims;
    if (first === undefined) return false;
    follow(first.databaseNow);
    const plans = await this.#plans.load(context(), claims);
    this.#sayLeftOut(
      claims.filter((claim) => {
        const plan = plans.get(claim.monitorId);
        return plan !== undefined && !this.#schedule(claim, plan);
      }),
    );
    return claims.length === room;
  }

  /** One line, however many: a storm that the machine is too small for is no storm of lines. */
  #sayLeftOut(claims: readonly Claim[]): void {
    if (claims.length === 0) return;
    const monitors = claims.map(({ monitorId }) => monitorId);
    this.#parts.log.warn(
      { count: monitors.length, monitors: monitors.slice(0, MOST_NAMED) },
      "still being probed when they fell due again; this time is left out",
    );
  }

  /** At the start, and when the database was away for a while. */
  async #comeBack(): Promise<void> {
    const { context, clock, log } = this.#parts;
    if (
      this.#claimedAt !== undefined &&
      clock.now() - this.#claimedAt < PAUSE_MS
    )
      return;
    await makePartitions(context());
    const moved = await spreadAfterPause(context(), {
      overdueMs: OVERDUE_MS,
      withinMs: SPREAD_MS,
    });
    if (moved > 0)
      log.info(
        { monitors: moved },
        "overdue monitors were spread over the coming minute",
      );
  }

  /** False where it is still being probed. */
  #schedule(claim: Claim, plan: Plan): boolean {
    const { clock } = this.#parts;
    if (this.#inHand.has(claim.monitorId)) return false;
    const hand: { claim: Claim; timer: NodeJS.Timeout | undefined } = {
      claim,
      timer: undefined,
    };
    this.#inHand.set(claim.monitorId, hand);
    const fire = (): void => {
      hand.timer = undefined;
      this.#gate.enter(plan.host, () => this.#probe(claim, plan));
    };
    hand.timer = setTimeout(fire, Math.max(0, claim.dueAt - clock.now()));
    return true;
  }

  async #probe(claim: Claim, plan: Plan): Promise<void> {
    const { context, clock, log, prober } = this.#parts;
    try {
      if (claim.health.kind === "paused")
        return await endPauseOf(context(), claim.monitorId);
      const now = clock.now();
      this.lateness.add(Math.max(claim.overdueMs, now - claim.dueAt), now);
      const finished = await prober.probe(claim, plan, this.#stop.signal);
      if (finished) this.#inHand.delete(claim.monitorId);
    } catch (error) {
      log.error(
        { err: error, monitor: claim.monitorId },
        "a probe failed for a reason of our own",
      );
    } finally {
      if (!this.#stop.signal.aborted) this.#inHand.delete(claim.monitorId);
    }
  }

  /** Lets probes under way finish for a while, then gives everything else back. */
  async #drain(): Promise<void> {
    const { context, clock, log } = this.#parts;
    this.#gate.clear();
    for (const { timer } of this.#inHand.values()) clearTimeout(timer);
    const deadline = clock.now() + DRAIN_MS;
    while (this.#gate.running > 0 && clock.now() < deadline)
      await clock.sleep(20);
    this.#stop.abort();
    while (this.#gate.running > 0 && clock.now() < deadline + SECOND)
      await clock.sleep(20);
    const unfinished = [...this.#inHand.values()].map(({ claim }) => claim);
    try {
      await giveBackClaims(context(), unfinished);
    } catch (error) {
      log.warn(
        { err: error },
        "claims could not be given back; they fall due again by themselves",
      );
    }
  }
}

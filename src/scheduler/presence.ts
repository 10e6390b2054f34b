import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { leaveInstances, reportInstance } from "../actions/upkeep/instances.ts";
import type { Context } from "../actions/context.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { LoopLag } from "../base/loop-lag.ts";
import { version } from "../base/version.ts";
import type { Condition } from "../domain/condition.ts";
import { type Instant, SECOND } from "../domain/time.ts";

/** Whoever has not been heard of for three of these is taken to be gone. */
export const REPORT_EVERY_MS = 10 * SECOND;

export interface PresenceParts {
  context: () => Context;
  clock: Clock;
  /** The machine's own clock, which nobody sets right. */
  machineNow: () => Instant;
  log: Log;
  roles: readonly string[];
  /** What the parts of the program say of themselves. */
  condition: () => Promise<
    Pick<
      Condition,
      | "probes"
      | "answers"
      | "claimedAt"
      | "deliveredAt"
      | "witnesses"
      | "slack"
      | "freeBytes"
    >
  >;
}

/** Says every few seconds that this instance lives and how it does, for all instances to see. */
export class Presence {
  readonly #parts: PresenceParts;
  readonly #lag = new LoopLag();
  readonly #id = randomUUID();
  readonly #startedAt: Instant;
  #clockMs: number | null = null;

  constructor(parts: PresenceParts) {
    this.#parts = parts;
    this.#startedAt = parts.clock.now();
  }

  /** Until the signal fires; then the instance is taken off the list. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log, context } = this.#parts;
    while (!signal.aborted) {
      try {
        await this.report();
      } catch (error) {
        log.warn({ err: error }, "this instance could not report itself");
      }
      await clock.sleep(REPORT_EVERY_MS, signal);
    }
    this.#lag.stop();
    try {
      await leaveInstances(context(), this.#id);
    } catch (error) {
      log.debug({ err: error }, "this instance stays on the list for a while");
    }
  }

  async report(): Promise<void> {
    const { context, roles, machineNow } = this.#parts;
    const condition = await this.#condition();
    const askedAt = machineNow();
    const databaseNow = await reportInstance(context(), {
      id: this.#id,
      host: hostname(),
      roles: [...roles],
      version,
      startedAt: this.#startedAt,
      condition,
    });
    // The way there and back is taken to be as long as each other.
    this.#clockMs = Math.round(databaseNow - (askedAt + machineNow()) / 2);
  }

  async #condition(): Promise<Condition> {
    return {
      node: process.version,
      pid: process.pid,
      memoryBytes: process.memoryUsage.rss(),
      loop: this.#lag.take(),
      clockMs: this.#clockMs,
      ...(await this.#parts.condition()),
    };
  }
}

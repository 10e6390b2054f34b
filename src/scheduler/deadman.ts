import { fetch } from "undici";
import type { Context } from "../actions/context.ts";
import { pingWhileWell } from "../actions/upkeep/deadman.ts";
import { connectedDispatcher } from "../announcer/posts/dispatcher.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { SECOND } from "../domain/time.ts";
import type { Connector } from "../net/connector.ts";

const LOOK_MS = 5 * SECOND;
const TIMEOUT_MS = 10 * SECOND;

export interface DeadmanParts {
  context: () => Context;
  clock: Clock;
  log: Log;
  connector: Connector;
  /** A secret: whoever knows it can pretend that all is well. */
  url: string;
}

/** Tells a service outside, once a minute, that allswell is at work; where that stays away, the service rings. */
export class Deadman {
  readonly #parts: DeadmanParts;
  #failure: string | null = null;

  constructor(parts: DeadmanParts) {
    this.#parts = parts;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    while (!signal.aborted) {
      await this.look(signal);
      await clock.sleep(LOOK_MS, signal);
    }
  }

  /** One round; what went wrong is logged when it changes. */
  async look(signal: AbortSignal): Promise<void> {
    const { context } = this.#parts;
    try {
      const failure = await pingWhileWell(context(), () => this.#ping(signal));
      if (failure !== undefined) this.#note(failure);
    } catch (error) {
      this.#note(`the database: ${String(error)}`);
    }
  }

  /** Why it did not arrive, without the address; null where it did. */
  async #ping(signal: AbortSignal): Promise<string | null> {
    const { connector, url } = this.#parts;
    const dispatcher = connectedDispatcher(connector);
    try {
      const { status, body } = await fetch(url, {
        dispatcher,
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await body?.cancel();
      return status >= 200 && status < 300 ? null : `HTTP ${status}`;
    } catch (error) {
      return reasonOf(error);
    } finally {
      await dispatcher.destroy();
    }
  }

  #note(failure: string | null): void {
    const { log } = this.#parts;
    if (failure === this.#failure) return;
    this.#failure = failure;
    if (failure === null) log.info("the dead man's switch is pinged again");
    else log.warn({ failure }, "the dead man's switch is not pinged");
  }
}

/** fetch puts what happened behind its error. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "no answer";
  if (error.name === "TimeoutError")
    return `no answer within ${TIMEOUT_MS / SECOND} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}

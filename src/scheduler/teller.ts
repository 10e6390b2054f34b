import type { Context } from "../actions/context.ts";
import {
  beginTelling,
  beginTellingAgain,
  credentialsOf,
  type Delivery,
  type EditEnding,
  finishEdit,
  finishTelling,
  type Outlet,
  PARKED,
  type StoryRow,
  type Task,
} from "../actions/deliver-work.ts";
import type {
  Address,
  Channel,
  Content,
  Outcome,
  Story,
} from "../announcer/channel.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { DAY, type Instant, MINUTE, SECOND } from "../domain/time.ts";

/** No remote needs longer than this; an answer that comes later is asked for. */
const SEND_TIMEOUT_MS = 6 * SECOND;
const FIRST_RETRY_MS = SECOND;
const LONGEST_RETRY_MS = 5 * MINUTE;
/** News older than this is not worth telling any more. */
const GIVE_UP_MS = DAY;
/** How often a remote is asked about a message before it is left to people to look. */
const MOST_QUESTIONS = 8;
/** The remote's clock and ours may differ. */
const CLOCK_SKEW_MS = 2 * MINUTE;

export interface TellerParts {
  context: () => Context;
  clock: Clock;
  log: Log;
  channels: Record<string, Channel>;
  tellOperators: (text: string) => Promise<void>;
}

/** Carries out one task of an outlet: sends, asks, edits, and writes down what became of it. */
export class Teller {
  readonly #parts: TellerParts;

  constructor(parts: TellerParts) {
    this.#parts = parts;
  }

  /** Returns until when the outlet must rest; null where it may go on. */
  async perform(outlet: Outlet, task: Task): Promise<Instant | null> {
    const channel = this.#parts.channels[outlet.channel];
    if (channel === undefined)
      throw new Error(
        `no channel "${outlet.channel}" in this version of allswell, or it is not configured`,
      );
    const credentials = await credentialsOf(this.#parts.context(), outlet);
    const address = addressOf(outlet, task, credentials);
    switch (task.kind) {
      case "post":
        return this.#post(channel, outlet, task, address);
      case "again":
        return this.#sendAgain(channel, outlet, task.delivery, address);
      case "ask":
        return this.#ask(channel, outlet, task.delivery, address);
      case "edit":
        return this.#edit(channel, outlet, task, address);
    }
  }

  async #post(
    channel: Channel,
    outlet: Outlet,
    task: Task & { kind: "post" },
    address: Address,
  ): Promise<Instant | null> {
    const payload = channel.compose(contentOf(task));
    const { ids, topic, thread } = task;
    const begun = await beginTelling(this.#parts.context(), outlet, {
      ids,
      topic,
      payload,
      threadId: thread?.id ?? null,
    });
    if (!begun) return null;
    return this.#send(
      channel,
      outlet,
      payload,
      address,
      1,
      this.#parts.clock.now(),
    );
  }

  async #sendAgain(
    channel: Channel,
    outlet: Outlet,
    delivery: Delivery,
    address: Address,
  ): Promise<Instant | null> {
    if (!(await beginTellingAgain(this.#parts.context(), outlet, delivery.id)))
      return null;
    return this.#send(
      channel,
      outlet,
      delivery.payload,
      address,
      delivery.attempts + 1,
      delivery.createdAt,
    );
  }

  async #send(
    channel: Channel,
    outlet: Outlet,
    payload: unknown,
    address: Address,
    attempts: number,
    createdAt: Instant,
  ): Promise<Instant | null> {
    const outcome = await channel.send(
      payload,
      address,
      AbortSignal.timeout(SEND_TIMEOUT_MS),
    );
    return this.#conclude(
      outlet,
      address.deliveryId,
      outcome,
      attempts,
      createdAt,
    );
  }

  /** A message that may be out: looks for it, and sends it again only where it is surely not there. */
  async #ask(
    channel: Channel,
    outlet: Outlet,
    delivery: Delivery,
    address: Address,
  ): Promise<Instant | null> {
    const since = (delivery.attemptedAt ?? delivery.createdAt) - CLOCK_SKEW_MS;
    const found = await channel.find(
      delivery.payload,
      address,
      since,
      AbortSignal.timeout(SEND_TIMEOUT_MS),
    );
    if (found.kind === "absent")
      return this.#sendAgain(channel, outlet, delivery, address);
    if (found.kind === "found")
      return this.#conclude(
        outlet,
        delivery.id,
        { kind: "accepted", remoteId: found.remoteId },
        delivery.attempts,
        delivery.createdAt,
      );
    if (!(await beginTellingAgain(this.#parts.context(), outlet, delivery.id)))
      return null;
    return this.#conclude(
      outlet,
      delivery.id,
      { kind: "ambiguous", reason: found.reason },
      delivery.attempts + 1,
      delivery.createdAt,
    );
  }

  async #conclude(
    outlet: Outlet,
    postId: number,
    outcome: Outcome,
    attempts: number,
    createdAt: Instant,
  ): Promise<Instant | null> {
    const { context, clock, log } = this.#parts;
    if (outcome.kind === "accepted") {
      await finishTelling(context(), outlet, postId, {
        kind: "sent",
        remoteId: outcome.remoteId,
      });
      return null;
    }
    log.warn(
      { outlet: outlet.label, delivery: postId, attempts, outcome },
      "a delivery was not accepted",
    );
    if (outcome.kind === "never" || clock.now() - createdAt > GIVE_UP_MS) {
      const outletIsDead = outcome.kind === "never" && outcome.outletIsDead;
      await finishTelling(context(), outlet, postId, {
        kind: "dead",
        failure: outcome.reason,
        outletIsDead,
      });
      await this.#parts.tellOperators(
        deathNotice(outlet, outcome.reason, outletIsDead),
      );
      return null;
    }
    return outcome.kind === "later"
      ? this.#later(outlet, postId, outcome, attempts)
      : this.#ambiguous(outlet, postId, outcome.reason, attempts);
  }

  async #later(
    outlet: Outlet,
    postId: number,
    outcome: Outcome & { kind: "later" },
    attempts: number,
  ): Promise<Instant> {
    const nextAttemptAt =
      this.#parts.clock.now() + (outcome.afterMs ?? backoff(attempts));
    await finishTelling(this.#parts.context(), outlet, postId, {
      kind: "retry",
      failure: outcome.reason,
      nextAttemptAt,
    });
    return nextAttemptAt;
  }

  async #ambiguous(
    outlet: Outlet,
    postId: number,
    reason: string,
    attempts: number,
  ): Promise<Instant | null> {
    const isHopeless = attempts >= MOST_QUESTIONS;
    const nextAttemptAt = isHopeless
      ? PARKED
      : this.#parts.clock.now() + backoff(attempts);
    await finishTelling(this.#parts.context(), outlet, postId, {
      kind: "ambiguous",
      failure: reason,
      nextAttemptAt,
    });
    return isHopeless ? null : nextAttemptAt;
  }

  async #edit(
    channel: Channel,
    outlet: Outlet,
    task: Task & { kind: "edit" },
    address: Address,
  ): Promise<Instant | null> {
    const { delivery, editDueAt } = task;
    if (channel.edit === undefined || delivery.remoteId === null)
      throw new Error(`delivery ${delivery.id} cannot be edited`);
    const payload = channel.compose(contentOf(task));
    const outcome = await channel.edit(
      delivery.remoteId,
      payload,
      address,
      AbortSignal.timeout(SEND_TIMEOUT_MS),
    );
    const ending = this.#editEnding(outcome);
    await finishEdit(
      this.#parts.context(),
      outlet,
      delivery.id,
      editDueAt,
      ending,
    );
    return ending.kind === "later" ? ending.nextAttemptAt : null;
  }

  #editEnding(outcome: Outcome): EditEnding {
    switch (outcome.kind) {
      case "accepted":
        return { kind: "edited" };
      case "never":
        return { kind: "gone", failure: outcome.reason };
      case "later":
        return {
          kind: "later",
          failure: outcome.reason,
          nextAttemptAt:
            this.#parts.clock.now() + (outcome.afterMs ?? FIRST_RETRY_MS * 3),
        };
      case "ambiguous": // an edit that arrives twice is the same edit
        return {
          kind: "later",
          failure: outcome.reason,
          nextAttemptAt: this.#parts.clock.now() + FIRST_RETRY_MS,
        };
    }
  }
}

/** 1 s, 2 s, 4 s … 5 min. */
function backoff(attempts: number): number {
  return Math.min(
    LONGEST_RETRY_MS,
    FIRST_RETRY_MS * 2 ** Math.max(0, attempts - 1),
  );
}

function addressOf(
  outlet: Outlet,
  task: Task,
  credentials: Record<string, string>,
): Address {
  const deliveryId =
    task.kind === "post" ? (task.ids[0] ?? 0) : task.delivery.id;
  return {
    deliveryId,
    recipient: outlet.recipient,
    threadRemoteId: task.thread?.remoteId ?? null,
    credentials,
  };
}

function contentOf(task: Task & { kind: "post" | "edit" }): Content {
  if (task.kind === "post" && task.stories === null)
    return { kind: "words", lines: task.lines };
  return {
    kind: "stories",
    topic: task.topic,
    isReply: task.thread !== null,
    stories: (task.stories ?? []).map(asStory),
  };
}

function asStory({ facts, reasons, ...incident }: StoryRow): Story {
  return {
    ...incident,
    service: facts.service.name,
    namespace: facts.namespace,
    news: reasons,
    detail: facts.detail,
    actor: facts.actor,
    at: facts.at,
  };
}

function deathNotice(
  outlet: Outlet,
  reason: string,
  outletIsDead: boolean,
): string {
  if (!outletIsDead)
    return `A message to ${outlet.label} could not be delivered: ${reason}.`;
  return `Nothing is sent to ${outlet.label} any more: ${reason}. Mend it, then connect it again.`;
}

import {
  credentialsOf,
  type EditPace,
  type Outlet,
} from "../actions/telling/outlets.ts";
import {
  beginTelling,
  beginTellingAgain,
  type EditEnding,
  finishEdit,
  restFromEdits,
} from "../actions/telling/record.ts";
import type { Delivery, Task } from "../actions/telling/task.ts";
import type { Outcome } from "../announcer/channel.ts";
import { isNetwork } from "../domain/posts/networks.ts";
import { type Instant, SECOND } from "../domain/time.ts";
import { conclude } from "./conclude.ts";
import {
  addressed,
  contentOf,
  type TellerParts,
  type Telling,
} from "./telling.ts";
import { beginNetworkPost } from "./to-customers.ts";

const EDIT_RETRY_MS = 3 * SECOND;
/** What tells of thousands takes half a second to make, and longer to read: it is made more seldom. */
const EDIT_REST_MS_PER_STORY = 1;
/**
 * Slack takes about 50 edits a minute from an app in a workspace, over all channels (chat.update is of tier 3):
 * never more than 48 in any minute. https://docs.slack.dev/apis/web-api/rate-limits
 */
const EDITS: EditPace = { everyMs: 1_500, burst: 8, gapMs: 2 * SECOND };

/** Carries out one task of an outlet: sends, asks, edits, and writes down what became of it. */
export class Teller {
  readonly #parts: TellerParts;

  constructor(parts: TellerParts) {
    this.#parts = parts;
  }

  /** How fast messages may be brought up to date. */
  get edits(): EditPace {
    return this.#parts.edits ?? EDITS;
  }

  /** Returns until when the outlet must rest; null where it may go on. */
  async perform(outlet: Outlet, task: Task): Promise<Instant | null> {
    const channel = this.#parts.channels[outlet.channel];
    if (channel === undefined)
      throw new Error(
        `no channel "${outlet.channel}" in this version of allswell, or it is not configured`,
      );
    const credentials = await credentialsOf(this.#parts.context(), outlet);
    const telling: Telling = {
      channel,
      outlet,
      ...addressed(outlet, task, credentials, this.#parts.clock.now()),
    };
    switch (task.kind) {
      case "post":
        return this.#post(telling, task);
      case "again":
        return this.#sendAgain(telling, task.delivery);
      case "ask":
        return this.#ask(telling, task.delivery);
      case "edit":
        return this.#edit(telling, task);
    }
  }

  async #post(
    telling: Telling,
    task: Task & { kind: "post" },
  ): Promise<Instant | null> {
    if (isNetwork(telling.outlet.channel))
      return this.#postToNetwork(telling, task);
    const payload =
      task.copy === undefined
        ? telling.channel.compose(
            contentOf(task, telling),
            telling.outlet.audience,
          )
        : task.copy.payload;
    const { ids, topic, thread } = task;
    const begun = await beginTelling(this.#parts.context(), telling.outlet, {
      ids,
      topic,
      payload,
      threadId: thread?.id ?? null,
    });
    return begun ? this.#send(telling, payload) : null;
  }

  async #postToNetwork(
    telling: Telling,
    task: Task & { kind: "post" },
  ): Promise<Instant | null> {
    const { context, operators } = this.#parts;
    const said = contentOf(task, telling);
    const begun = await beginNetworkPost(
      context(),
      telling,
      task,
      said,
      operators,
    );
    if (begun === null) return null;
    return this.#send({ ...telling, address: begun.address }, begun.payload);
  }

  async #sendAgain(telling: Telling, delivery: Delivery) {
    return this.#again(telling, delivery, () =>
      this.#send(telling, delivery.payload),
    );
  }

  /** Another attempt, where the message is still to be told and by us. */
  async #again(
    { outlet, address }: Telling,
    { id }: Delivery,
    work: () => Promise<Instant | null>,
  ): Promise<Instant | null> {
    const begun = await beginTellingAgain(
      this.#parts.context(),
      outlet,
      id,
      address.attempt,
    );
    return begun ? work() : null;
  }

  async #send(telling: Telling, payload: unknown): Promise<Instant | null> {
    const outcome = await telling.channel.send(payload, telling.address);
    return conclude(this.#parts, telling, outcome);
  }

  /** A message that may be out: looks for it, and sends it again only where it is surely not there. */
  async #ask(telling: Telling, delivery: Delivery): Promise<Instant | null> {
    const found = await telling.channel.find(delivery.payload, telling.address);
    switch (found.kind) {
      case "absent":
        return this.#sendAgain(telling, delivery);
      case "found":
        return conclude(this.#parts, telling, {
          kind: "accepted",
          remoteId: found.remoteId,
        });
      case "unsure":
        return this.#again(telling, delivery, () =>
          conclude(this.#parts, telling, { ...found, kind: "ambiguous" }),
        );
    }
  }

  async #edit(
    telling: Telling,
    task: Task & { kind: "edit" },
  ): Promise<Instant | null> {
    const { channel, outlet, address } = telling;
    const { delivery, due } = task;
    if (channel.edit === undefined || delivery.remoteId === null)
      throw new Error(`delivery ${delivery.id} cannot be edited`);
    const payload = channel.compose(contentOf(task, telling));
    const outcome = await channel.edit(delivery.remoteId, payload, address);
    const stories = task.stories?.length ?? 0;
    const ending = this.#editEnding(outcome, stories * EDIT_REST_MS_PER_STORY);
    await finishEdit(this.#parts.context(), outlet, due, ending);
    if (outcome.kind === "later" && outcome.afterMs !== undefined)
      await restFromEdits(
        this.#parts.context(),
        outlet,
        this.edits,
        outcome.afterMs,
      );
    return null; // what is new can be told all the same
  }

  #editEnding(outcome: Outcome, restMs: number): EditEnding {
    switch (outcome.kind) {
      case "accepted":
        return { kind: "edited", restMs };
      case "never":
        return { kind: "gone", failure: outcome.reason };
      case "later":
        return {
          kind: "later",
          failure: outcome.reason,
          nextAttemptAt:
            this.#parts.clock.now() + (outcome.afterMs ?? EDIT_RETRY_MS),
        };
      case "ambiguous": // an edit that arrives twice is the same edit
        return {
          kind: "later",
          failure: outcome.reason,
          nextAttemptAt: this.#parts.clock.now() + EDIT_RETRY_MS,
        };
    }
  }
}

import type { Context } from "../actions/context.ts";
import {
  beginTelling,
  beginTellingAgain,
  credentialsOf,
  type Delivery,
  type EditEnding,
  type EditPace,
  finishEdit,
  finishTelling,
  type Outlet,
  PARKED,
  restFromEdits,
  type MaintenanceStory,
  type StoryRow,
  type Task,
} from "../actions/deliver-work.ts";
import type {
  Address,
  Channel,
  Content,
  Look,
  Maintenance,
  Outcome,
  Story,
} from "../announcer/channel.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { isNetwork } from "../domain/posts/networks.ts";
import { DAY, type Instant, MINUTE, SECOND } from "../domain/time.ts";
import { afterNetworkPost, beginNetworkPost } from "./to-customers.ts";

const FIRST_RETRY_MS = SECOND;
const LONGEST_RETRY_MS = 5 * MINUTE;
const EDIT_RETRY_MS = 3 * SECOND;
/**
 * Slack takes about 50 edits a minute from an app in a workspace, over all channels (chat.update is of tier 3):
 * never more than 48 in any minute. https://docs.slack.dev/apis/web-api/rate-limits
 */
const EDITS: EditPace = { everyMs: 1_500, burst: 8, gapMs: 2 * SECOND };
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
  /** `about` is the outlet that could not be told. */
  tellOperators: (text: string, about?: Outlet) => Promise<void>;
  /** The wait before a second attempt, doubled each time; tests are in a hurry. */
  firstRetryMs?: number;
  edits?: EditPace;
}

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
    const payload = telling.channel.compose(
      contentOf(task, telling),
      telling.outlet.audience,
    );
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
    const { context, tellOperators } = this.#parts;
    const said = contentOf(task, telling);
    const begun = await beginNetworkPost(context(), telling, task, said);
    if (begun.kind === "post")
      return this.#send({ ...telling, address: begun.address }, begun.payload);
    if (begun.warning !== null) await tellOperators(begun.warning);
    return null;
  }

  async #sendAgain(
    telling: Telling,
    delivery: Delivery,
  ): Promise<Instant | null> {
    if (
      !(await beginTellingAgain(
        this.#parts.context(),
        telling.outlet,
        delivery.id,
      ))
    )
      return null;
    return this.#send(telling, delivery.payload);
  }

  async #send(telling: Telling, payload: unknown): Promise<Instant | null> {
    const outcome = await telling.channel.send(payload, telling.address);
    return this.#conclude(telling, outcome);
  }

  /** A message that may be out: looks for it, and sends it again only where it is surely not there. */
  async #ask(telling: Telling, delivery: Delivery): Promise<Instant | null> {
    const found = await telling.channel.find(delivery.payload, telling.address);
    switch (found.kind) {
      case "absent":
        return this.#sendAgain(telling, delivery);
      case "found":
        return this.#conclude(telling, {
          kind: "accepted",
          remoteId: found.remoteId,
        });
      case "unsure":
        if (
          !(await beginTellingAgain(
            this.#parts.context(),
            telling.outlet,
            delivery.id,
          ))
        )
          return null;
        return this.#conclude(telling, {
          kind: "ambiguous",
          reason: found.reason,
          ...(found.isFinal === true ? { isFinal: true } : {}),
        });
    }
  }

  async #conclude(telling: Telling, outcome: Outcome): Promise<Instant | null> {
    const { context, clock, log, tellOperators } = this.#parts;
    const { outlet, address, plannedAt } = telling;
    if (outcome.kind === "accepted") {
      await finishTelling(context(), outlet, address.deliveryId, {
        kind: "sent",
        remoteId: outcome.remoteId,
      });
      if (isNetwork(outlet.channel)) {
        const { limits } = outcome;
        const of = { outlet, deliveryId: address.deliveryId, limits };
        const warning = await afterNetworkPost(context(), of);
        if (warning !== null) await tellOperators(warning);
      }
      return null;
    }
    log.warn(
      {
        outlet: outlet.label,
        delivery: address.deliveryId,
        attempt: address.attempt,
        outcome,
      },
      "a delivery was not accepted",
    );
    const isOld = clock.now() - plannedAt > GIVE_UP_MS;
    // What may have arrived is never called dead: it would be sent again without a question.
    if (outcome.kind === "never" || (outcome.kind === "later" && isOld)) {
      const outletIsDead = outcome.kind === "never" && outcome.outletIsDead;
      await finishTelling(context(), outlet, address.deliveryId, {
        kind: "dead",
        failure: outcome.reason,
        outletIsDead,
      });
      if (!(outletIsDead && isReader(outlet)) && !isFollowed(outlet))
        await tellOperators(
          deathNotice(outlet, outcome.reason, outletIsDead),
          outlet,
        );
      return null;
    }
    return outcome.kind === "later"
      ? this.#later(telling, outcome)
      : this.#ambiguous(
          telling,
          isOld ? { ...outcome, isFinal: true } : outcome,
        );
  }

  async #later(
    { outlet, address }: Telling,
    { reason, afterMs, alarm }: Outcome & { kind: "later" },
  ): Promise<Instant> {
    const nextAttemptAt =
      this.#parts.clock.now() + (afterMs ?? this.#backoff(address.attempt));
    await finishTelling(this.#parts.context(), outlet, address.deliveryId, {
      kind: "retry",
      failure: reason,
      nextAttemptAt,
    });
    if (alarm === true && address.attempt === 1)
      await this.#parts.tellOperators(
        `Messages to ${outlet.label} wait: ${reason}.`,
      );
    return nextAttemptAt;
  }

  async #ambiguous(
    { outlet, address }: Telling,
    { reason, isFinal }: Outcome & { kind: "ambiguous" },
  ): Promise<Instant | null> {
    const isHopeless = isFinal === true || address.attempt >= MOST_QUESTIONS;
    const nextAttemptAt = isHopeless
      ? PARKED
      : this.#parts.clock.now() + this.#backoff(address.attempt);
    await finishTelling(this.#parts.context(), outlet, address.deliveryId, {
      kind: "ambiguous",
      failure: reason,
      nextAttemptAt,
    });
    if (!isHopeless) return nextAttemptAt;
    await this.#parts.tellOperators(
      `It could not be found out whether a message to ${outlet.label} arrived: ${reason}. \`deliveries\` shows it.`,
    );
    return null;
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
    const ending = this.#editEnding(outcome);
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

  /** 1 s, 2 s, 4 s … 5 min. */
  #backoff(attempt: number): number {
    const { firstRetryMs = FIRST_RETRY_MS } = this.#parts;
    return Math.min(LONGEST_RETRY_MS, firstRetryMs * 2 ** (attempt - 1));
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

/** One message on its way. */
interface Telling {
  channel: Channel;
  outlet: Outlet;
  address: Address;
  /** When what it tells was decided. */
  plannedAt: Instant;
}

function addressed(
  outlet: Outlet,
  task: Task,
  credentials: Record<string, string>,
  now: Instant,
): { address: Address; plannedAt: Instant } {
  const begun = task.kind === "post" ? null : task.delivery;
  const plannedAt = begun?.createdAt ?? now;
  const address = {
    deliveryId: task.kind === "post" ? (task.ids[0] ?? 0) : task.delivery.id,
    recipient: outlet.recipient,
    threadRemoteId: task.thread?.remoteId || null, // empty where the remote did not say
    since: plannedAt - CLOCK_SKEW_MS,
    attempt: (begun?.attempts ?? 0) + 1,
    credentials,
  };
  return { address, plannedAt };
}

function contentOf(
  task: Task & { kind: "post" | "edit" },
  { outlet, address }: Telling,
): Content {
  const isReply = task.thread !== null;
  if (task.maintenance !== null)
    return {
      kind: "maintenance",
      maintenance: maintenanceFor(task.maintenance),
      isReply,
    };
  if (task.kind === "post" && task.report !== undefined)
    return { kind: "report", report: task.report };
  if (task.draft !== undefined && task.draft !== null)
    return { kind: "words", lines: [task.draft.text], draft: task.draft };
  if (task.kind === "post" && task.stories === null)
    return { kind: "words", lines: task.lines };
  const stories = (task.stories ?? []).map(asStory);
  return {
    kind: "stories",
    topic: task.topic,
    isReply,
    stories,
    postId: address.deliveryId,
    broadcast: outlet.broadcast && stories.some(isForAll),
  };
}

/** Worth to be seen by those, too, who do not follow the thread. */
function isForAll({ news }: Story): boolean {
  const latest = news.at(-1);
  return latest === "recovered" || latest === "worsened";
}

/** What a message says of maintenance: how it stands, and what is new of it. */
function maintenanceFor({
  facts: { heard, ...facts },
  outletId,
  ...story
}: MaintenanceStory): Maintenance {
  const services = heard[outletId] ?? {
    names: [],
    count: 0,
    namespaces: [],
    timezone: "UTC",
  };
  return { ...facts, ...story, services };
}

function asStory({
  facts,
  reasons,
  snoozedAt,
  snoozedBy,
  snoozedUntil,
  look,
  ...incident
}: StoryRow): Story {
  const seen = look?.evidence as Look["seen"];
  return {
    ...incident,
    snooze:
      snoozedAt === null
        ? null
        : { by: snoozedBy ?? "somebody", until: snoozedUntil },
    look: look === null ? null : { at: look.at, by: look.by, seen },
    until: facts.until ?? null,
    service: facts.service.name,
    namespace: facts.namespace,
    news: reasons,
    detail: facts.detail,
    actor: facts.actor,
    at: facts.at,
  };
}

/** What becomes of SMS to people is followed by paging, which tells those who look after it. */
function isFollowed({ channel }: Outlet): boolean {
  return channel === "sms";
}

/** Addresses of the public that do not exist any more are nobody's work. */
function isReader({ channel, recipient }: Outlet): boolean {
  return channel === "mail" && recipient.startsWith("reader:");
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

import type { Actor, Context } from "../actions/context.ts";
import type { Operators } from "../actions/upkeep/operators.ts";
import { answerNext } from "../actions/paging/answer-sms.ts";
import { callDue } from "../actions/paging/call-people.ts";
import { followCall } from "../actions/paging/follow-calls.ts";
import {
  answersAwaited,
  hearSmsStatus,
  smsUnderWay,
} from "../actions/paging/sms-status.ts";
import { receiveSms } from "../actions/paging/receive-sms.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { type Instant, MINUTE, SECOND } from "../domain/time.ts";
import { oneOfMany } from "./one-of-many.ts";

/** Asks what became of SMS to people, and what they answered. */
export interface Phone {
  statusOf(sid: string): Promise<{ status: string; errorCode: number | null }>;
  received(
    since: Instant,
  ): Promise<
    { sid: string; sender: string; recipient: string; text: string }[]
  >;
}

export interface PagerParts {
  context: () => Context;
  clock: Clock;
  log: Log;
  /** Null where there is no account. */
  phone: Phone | null;
  /** Whether Twilio tells us by itself; it is asked all the same, seldom. */
  isTold: boolean;
  /** Slack user ids. */
  operators: Operators;
  person: (userId: string) => Promise<Actor>;
  tickMs?: number;
  askEveryMs?: number;
}

const TICK_MS = SECOND;
/** As often as Twilio's limits allow. https://www.twilio.com/docs/usage/api/rate-limit */
const ASK_EVERY_MS = 4 * SECOND;
const ASK_TOLD_MS = 30 * SECOND;
/** Thousands that somebody answers for at once do not keep others from being called. */
const ANSWERING_MS = 3 * SECOND;
/** Somebody may answer when it is over. */
const LISTEN_ON_MS = 10 * MINUTE;

/** Calls people, follows what becomes of it, and acts on what they answer: rows that fall due, looked for every second. */
export class Pager {
  readonly #parts: PagerParts;
  #lookedAt: Instant | undefined;
  /** Since when answers are waited for, and until when. */
  #listening: { since: Instant; until: Instant } | undefined;

  constructor(parts: PagerParts) {
    this.#parts = parts;
  }

  /** When it last looked for people to call; undefined before the first time. */
  get lookedAt(): Instant | undefined {
    return this.#lookedAt;
  }

  /** Nobody is called later because Twilio takes its time to answer. */
  async run(signal: AbortSignal): Promise<void> {
    const { tickMs = TICK_MS, isTold } = this.#parts;
    const { askEveryMs = isTold ? ASK_TOLD_MS : ASK_EVERY_MS } = this.#parts;
    await Promise.all([
      this.#every(tickMs, () => this.look(signal), signal),
      this.#every(askEveryMs, () => this.ask(), signal),
    ]);
  }

  async #every(
    ms: number,
    work: () => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, log } = this.#parts;
    while (!signal.aborted) {
      await oneOfMany(log, "who is to be called, and what they say,", work);
      await clock.sleep(ms, signal);
    }
  }

  /** One round of all that is due. */
  async look(signal: AbortSignal): Promise<void> {
    const { context } = this.#parts;
    const operators = await this.#parts.operators();
    await this.#answer(operators, signal);
    await oneOfMany(this.#parts.log, "calls that are under way", async () => {
      while (!signal.aborted && (await followCall(context(), operators)));
    });
    await oneOfMany(this.#parts.log, "people to call", async () => {
      while (!signal.aborted && (await callDue(context(), operators)));
      this.#lookedAt = this.#parts.clock.now();
    });
  }

  /** An SMS that cannot be acted on keeps no others waiting: it is tried again in the next round. */
  async #answer(
    operators: readonly string[],
    signal: AbortSignal,
  ): Promise<void> {
    const { context, clock, log, person } = this.#parts;
    const until = clock.now() + ANSWERING_MS;
    const passedOver = new Set<string>();
    let isMore = true;
    while (isMore && !signal.aborted && clock.now() < until) {
      const before = passedOver.size;
      isMore = false;
      await oneOfMany(log, "an answer", async () => {
        isMore = await answerNext(context(), { operators, person }, passedOver);
      });
      isMore ||= passedOver.size > before;
    }
  }

  /** Asks Twilio what it has not told by itself. */
  async ask(): Promise<void> {
    const { phone, clock } = this.#parts;
    if (phone === null) return;
    await oneOfMany(this.#parts.log, "SMS that are under way", () =>
      this.#askStatuses(phone),
    );
    await oneOfMany(this.#parts.log, "SMS that came in", () =>
      this.#askAnswers(phone, clock.now()),
    );
  }

  async #askStatuses(phone: Phone): Promise<void> {
    const { context, log } = this.#parts;
    for (const sid of await smsUnderWay(context()))
      await oneOfMany(log, "what became of an SMS", async () =>
        hearSmsStatus(context(), { sid, ...(await phone.statusOf(sid)) }),
      );
  }

  async #askAnswers(phone: Phone, now: Instant): Promise<void> {
    const { context } = this.#parts;
    const since = await answersAwaited(context());
    if (since !== null) this.#listening = { since, until: now + LISTEN_ON_MS };
    if (this.#listening === undefined || now > this.#listening.until) return;
    for (const sms of await phone.received(this.#listening.since))
      await receiveSms(context(), sms);
  }
}

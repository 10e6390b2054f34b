import { type Instant, MINUTE, SECOND } from "../../domain/time.ts";
import { type Connector } from "../../net/connector.ts";
import {
  Conversation,
  type MailServer,
  type Opened,
  type Parcel,
} from "./conversation.ts";
import { type Handed, unreachable, wasCutOff } from "./handed.ts";

/** How connections are kept. */
export interface Keeping {
  /** So many at once, at most; servers that want fewer say so, and are heeded for a while. */
  most: number;
  /** One that waits for so long for the next mail is closed. */
  idleMs: number;
  /** One takes so many mails, and lasts so long; servers have such limits themselves. */
  mails: number;
  lifeMs: number;
}

const KEEPING: Keeping = {
  most: 8,
  idleMs: 5 * SECOND,
  mails: 100,
  lifeMs: 5 * MINUTE,
};
const FEWER_FOR_MS = 5 * MINUTE;

export interface HandOverOptions {
  now: Instant;
  /** Of everything together, in ms. */
  timeoutMs: number;
  /** Called before the first byte of the mail is written. */
  beforeWriting: () => Promise<void>;
}

/**
 * Connections to the mail server that are kept while there is mail: a handshake for each of thousands of copies takes
 * longer than the mail. nodemailer's own pool reads a mail before the server asked for it, and so could not say whether it
 * was on its way.
 */
export class Connections {
  readonly #server: MailServer;
  readonly #connector: Connector;
  readonly #keeping: Keeping;
  /** The one that was in use last is last. */
  readonly #idle: Conversation[] = [];
  /** In use or idle. */
  #open = 0;
  #opening = 0;
  #fewer: { most: number; until: Instant } | undefined;
  readonly #waiting: (() => void)[] = [];

  constructor(
    server: MailServer,
    connector: Connector,
    keeping: Partial<Keeping> = {},
  ) {
    this.#server = server;
    this.#connector = connector;
    this.#keeping = { ...KEEPING, ...keeping };
  }

  /** Hands one mail to the server, by the deadline. */
  async handOver(
    parcel: Parcel,
    { now, timeoutMs, beforeWriting }: HandOverOptions,
  ): Promise<Handed> {
    const signal = AbortSignal.timeout(timeoutMs);
    for (;;) {
      const taken = await this.#take(now, signal);
      if (!taken.ok) return taken;
      const { conversation } = taken;
      const isUsed = conversation.mails > 0;
      const handed = await conversation.send(parcel, { beforeWriting, signal });
      this.#giveBack(conversation, now);
      // The server had enough of the connection, not of the mail.
      const goesOn = !handed.ok && isUsed && wasCutOff(handed);
      if (!goesOn || signal.aborted) return handed;
    }
  }

  async #take(now: Instant, signal: AbortSignal): Promise<Opened> {
    for (;;) {
      const conversation = this.#takeIdle();
      if (conversation !== undefined) return { ok: true, conversation };
      if (this.#count < this.#most(now)) {
        const opened = await this.#openOne(now, signal);
        // Where there are others, the server may only not want more.
        const isAlone = this.#count === 0 || signal.aborted;
        if (opened.ok || isAlone || !wasCutOff(opened)) return opened;
        if (this.#open > 0)
          this.#fewer = { most: this.#count, until: now + FEWER_FOR_MS };
      }
      // One that was given back meanwhile wakes nobody any more.
      if (this.#idle.length > 0) continue;
      if (!(await this.#oneIsFree(signal)))
        return unreachable("no connection was free in time");
    }
  }

  #takeIdle(): Conversation | undefined {
    for (;;) {
      const conversation = this.#idle.pop();
      conversation?.wake();
      if (conversation === undefined || !conversation.isOver)
        return conversation;
      this.#open -= 1;
    }
  }

  get #count(): number {
    return this.#open + this.#opening;
  }

  #most(now: Instant): number {
    if (this.#fewer === undefined || this.#fewer.until <= now)
      return this.#keeping.most;
    return this.#fewer.most;
  }

  async #openOne(now: Instant, signal: AbortSignal): Promise<Opened> {
    this.#opening += 1;
    const connector = this.#connector;
    const options = { connector, now, signal };
    const opened = await Conversation.open(this.#server, options);
    this.#opening -= 1;
    if (opened.ok) this.#open += 1;
    // While there are others, they wake whoever waits: each would try in vain to open one more.
    else if (this.#count === 0) this.#waiting.shift()?.();
    return opened;
  }

  #giveBack(conversation: Conversation, now: Instant): void {
    const { mails, lifeMs, idleMs } = this.#keeping;
    const isOld =
      conversation.mails >= mails || now - conversation.openedAt >= lifeMs;
    if (isOld) conversation.leave();
    if (conversation.isOver) this.#open -= 1;
    else {
      conversation.rest(idleMs);
      this.#idle.push(conversation);
    }
    this.#waiting.shift()?.();
  }

  /** False where the signal comes first. */
  async #oneIsFree(signal: AbortSignal): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const freed = (): void => resolve(true);
    const giveUp = (): void => {
      const place = this.#waiting.indexOf(freed);
      if (place >= 0) this.#waiting.splice(place, 1);
      resolve(false);
    };
    this.#waiting.push(freed);
    signal.addEventListener("abort", giveUp);
    if (signal.aborted) giveUp();
    try {
      return await promise;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }
}

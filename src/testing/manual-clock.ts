import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../base/clock.ts";

/** A clock that a test moves by hand: who sleeps wakes when it has been moved far enough. */
export class ManualClock implements Clock {
  #now: number;
  #sleepers: { until: number; wake: () => void }[] = [];

  constructor(now = Date.UTC(2026, 10, 21, 10)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#sleepers.push({ until: this.#now + ms, wake: resolve });
    signal?.addEventListener("abort", () => resolve(), { once: true });
    await promise;
  }

  /** Moves the time, also backwards, and wakes whose time has come. */
  move(ms: number): void {
    this.#now += ms;
    const due = this.#sleepers.filter(({ until }) => until <= this.#now);
    this.#sleepers = this.#sleepers.filter(({ until }) => until > this.#now);
    for (const { wake } of due) wake();
  }

  /** Lets time pass, a little at a time, until something has happened that takes real time as well: a call over the wire. */
  async passUntil<T>(happened: Promise<T>): Promise<T> {
    const pending = Symbol("pending");
    for (;;) {
      const first = await Promise.race([happened, delay(5, pending)]);
      if (first !== pending) return happened;
      this.move(250);
    }
  }
}

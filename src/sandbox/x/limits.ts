import type { Response } from "express";

export const QUARTER_HOUR_MS = 15 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

interface Window {
  startedAt: number;
  used: number;
}

export interface Usage {
  limit: number;
  remaining: number;
  /** When the window begins anew, in seconds since 1970. */
  resetS: number;
  exceeded: boolean;
}

/**
 * Counts calls in fixed windows, each beginning with the first call in it. They are not part of the snapshot: a restart
 * forgives what was used.
 */
export class Limits {
  readonly #windows = new Map<string, Window>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Uses one call of a window of 15 minutes. */
  useInQuarter(key: string, limit: number): Usage {
    return this.#use(key, limit, QUARTER_HOUR_MS);
  }

  useInDay(key: string, limit: number): Usage {
    return this.#use(key, limit, DAY_MS);
  }

  #use(key: string, limit: number, lengthMs: number): Usage {
    const now = this.#now();
    const old = this.#windows.get(key);
    const isOver = old === undefined || now >= old.startedAt + lengthMs;
    const window = isOver ? { startedAt: now, used: 0 } : old;
    this.#windows.set(key, window);
    const exceeded = window.used >= limit;
    if (!exceeded) window.used += 1;
    return {
      limit,
      remaining: limit - Math.min(window.used, limit),
      resetS: Math.ceil((window.startedAt + lengthMs) / 1000),
      exceeded,
    };
  }
}

/** https://docs.x.com/x-api/fundamentals/rate-limits; the prefix of the app's 24 hours is "x-app-limit-24hour". */
export function tellUsage(
  response: Response,
  usage: Omit<Usage, "exceeded">,
  prefix = "x-rate-limit",
): void {
  response.set(`${prefix}-limit`, String(usage.limit));
  response.set(`${prefix}-remaining`, String(usage.remaining));
  response.set(`${prefix}-reset`, String(usage.resetS));
}

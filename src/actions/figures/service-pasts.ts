import { lastDays } from "../../base/local-days.ts";
import { type DayBar, dayBar, dayBars } from "../../domain/day-bars.ts";
import { DAY, HOUR, type Instant, type Interval } from "../../domain/time.ts";
import { type Past, pastOf, uptimeIn } from "../../domain/uptime.ts";
import type { Db } from "../../store/db.ts";
import {
  publicDowntimes,
  publicMaintenanceTimes,
  type PublicServiceRow,
} from "../../store/views/public.ts";
import { LATE_MS, Stretches } from "./stretches.ts";

export const BAR_DAYS = 90;
const UPTIME_DAYS = [1, 7, 30, 90, 365] as const;
/** Now and then all of it is read: what was put right by hand, or removed, shows then. */
const READ_ALL_MS = HOUR;

type Watched = Pick<PublicServiceRow, "id" | "createdAt">;

/** How a service did. */
export interface Shown {
  /** The last 90 days in a zone, today last: the same array for as long as nothing in it changes. */
  days: readonly DayBar[];
  /** Share of time not down, since so many days ago or since it is watched; null where nothing counts. */
  uptimes: readonly { days: number; ratio: number | null }[];
}

/** Days that were worked out, and from what. */
interface Known {
  past: Past;
  days: readonly Interval[];
  createdAt: Instant;
  bars: readonly DayBar[];
}

/**
 * How services did, read again and again: days that are over are worked out once, so that a refresh costs the same however
 * long the history is, and little where little changed.
 */
export class ServicePasts {
  readonly #down = new Stretches(publicDowntimes);
  readonly #maintenance = new Stretches(publicMaintenanceTimes);
  readonly #days = new Map<string, readonly Interval[]>();
  readonly #pasts = new Map<number, Past>();
  readonly #known = new Map<number, Known>();
  #seen: ReadonlySet<number> = new Set();
  #readAllAt: Instant = -Infinity;

  /** Reads what happened to them since the last time. */
  async read(
    db: Db,
    services: readonly Watched[],
    now: Instant,
  ): Promise<void> {
    const isDue = Math.abs(now - this.#readAllAt) >= READ_ALL_MS;
    if (isDue || this.#isAnyUncovered(services, now))
      await this.#readAll(db, now);
    else await this.#readNews(db, now);
    this.#seen = new Set(services.map(({ id }) => id));
  }

  /** What happened to a service while it was not public was not read. */
  #isAnyUncovered(services: readonly Watched[], now: Instant): boolean {
    return services.some(
      ({ id, createdAt }) => !this.#seen.has(id) && now - createdAt > LATE_MS,
    );
  }

  async #readAll(db: Db, now: Instant): Promise<void> {
    await this.#down.readAll(db, now);
    await this.#maintenance.readAll(db, now);
    this.#pasts.clear();
    this.#known.clear();
    this.#readAllAt = now;
  }

  async #readNews(db: Db, now: Instant): Promise<void> {
    for (const stretches of [this.#down, this.#maintenance])
      for (const id of await stretches.readNews(db, now))
        this.#pasts.delete(id);
  }

  of({ id, createdAt }: Watched, timezone: string, now: Instant): Shown {
    const past = this.#pastOf(id);
    const days = this.#daysOf(timezone, now);
    return {
      days: this.#bars(id, { past, days, createdAt }, now),
      uptimes: UPTIME_DAYS.map((count) => {
        const from = Math.max(now - count * DAY, createdAt);
        return {
          days: count,
          ratio: uptimeIn(past, { from, until: now }).ratio,
        };
      }),
    };
  }

  #pastOf(id: number): Past {
    const known = this.#pasts.get(id);
    if (known !== undefined) return known;
    const past = pastOf(this.#down.of(id), this.#maintenance.of(id));
    this.#pasts.set(id, past);
    return past;
  }

  /** The same array until the zone's day is over. */
  #daysOf(timezone: string, now: Instant): readonly Interval[] {
    const known = this.#days.get(timezone);
    const today = known?.at(-1);
    if (known !== undefined && today !== undefined && isWithin(now, today))
      return known;
    const days = lastDays(timezone, now, BAR_DAYS);
    this.#days.set(timezone, days);
    return days;
  }

  /** Of the days that were worked out before only today can be another one. */
  #bars(
    id: number,
    { past, days, createdAt }: Omit<Known, "bars">,
    now: Instant,
  ): readonly DayBar[] {
    const watched = { watchedFrom: createdAt, now, past };
    const known = this.#known.get(id);
    const isSame =
      known?.past === past &&
      known.days === days &&
      known.createdAt === createdAt;
    const bars = isSame
      ? withToday(known.bars, days, watched)
      : dayBars(days, watched);
    if (bars !== known?.bars)
      this.#known.set(id, { past, days, createdAt, bars });
    return bars;
  }
}

function withToday(
  bars: readonly DayBar[],
  days: readonly Interval[],
  watched: Parameters<typeof dayBar>[1],
): readonly DayBar[] {
  const [today, before] = [days.at(-1), bars.at(-1)];
  if (today === undefined) return bars;
  const bar = dayBar(today, watched);
  return bar.ratio === before?.ratio && bar.downMs === before.downMs
    ? bars
    : [...bars.slice(0, -1), bar];
}

function isWithin(at: Instant, { from, until }: Interval): boolean {
  return at >= from && at < until;
}

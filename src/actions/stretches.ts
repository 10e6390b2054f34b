import {
  DAY,
  HOUR,
  type Instant,
  type Interval,
  MINUTE,
} from "../domain/time.ts";
import type { Db } from "../store/db.ts";

/** Now and then all of it is read: what was put right by hand, or removed, shows then. */
const READ_ALL_MS = HOUR;
/** As long as the longest uptime that is shown. */
const KEPT_MS = 365 * DAY;
/** Transactions may become visible a little after the instants that they hold. */
const LATE_MS = 5 * MINUTE;

interface Stretch {
  id: number;
  serviceId: number;
  from: Instant;
  until: Instant | null;
}

/** Stretches of services' time, kept in memory: of those that are over, each is read once an hour at most. */
export class Stretches {
  readonly #query: (db: Db, endedAfter: Instant) => Promise<Stretch[]>;
  readonly #known = new Map<number, Map<number, Stretch>>();
  #readUntil: Instant = 0;
  #readAllAt: Instant = 0;

  /** `query` finds those that go on, or ended after an instant. */
  constructor(query: (db: Db, endedAfter: Instant) => Promise<Stretch[]>) {
    this.#query = query;
  }

  async read(db: Db, now: Instant): Promise<void> {
    const isAll = Math.abs(now - this.#readAllAt) >= READ_ALL_MS;
    const endedAfter = isAll ? now - KEPT_MS : this.#readUntil - LATE_MS;
    const read = await this.#query(db, endedAfter);
    if (isAll) this.#known.clear();
    for (const stretch of read) {
      const ofService =
        this.#known.get(stretch.serviceId) ?? new Map<number, Stretch>();
      ofService.set(stretch.id, stretch);
      this.#known.set(stretch.serviceId, ofService);
    }
    this.#readUntil = now;
    if (isAll) this.#readAllAt = now;
  }

  /** Of a service; what goes on ends now. */
  of(serviceId: number, now: Instant): Interval[] {
    const known = this.#known.get(serviceId)?.values() ?? [];
    return [...known].map(({ from, until }) => ({ from, until: until ?? now }));
  }
}

import { DAY, type Instant, type Interval, MINUTE } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";

/** As long as the longest uptime that is shown. */
const KEPT_MS = 365 * DAY;
/** Transactions may become visible so much later than the instants that they hold. */
export const LATE_MS = 5 * MINUTE;

interface Stretch {
  id: number;
  serviceId: number;
  from: Instant;
  until: Instant | null;
}

/** Stretches of services' time, kept in memory: of those that are over only the latest are read again. */
export class Stretches {
  readonly #query: (db: Db, endedAfter: Instant) => Promise<Stretch[]>;
  readonly #known = new Map<number, Map<number, Stretch>>();
  #readUntil: Instant = 0;

  /** `query` finds those that go on, or ended after an instant. */
  constructor(query: (db: Db, endedAfter: Instant) => Promise<Stretch[]>) {
    this.#query = query;
  }

  /** Reads all of them, in place of what is known. */
  async readAll(db: Db, now: Instant): Promise<void> {
    const read = await this.#query(db, now - KEPT_MS);
    this.#known.clear();
    for (const stretch of read) this.#keep(stretch);
    this.#readUntil = now;
  }

  /** Reads what may be news; answers with the services of which something is. */
  async readNews(db: Db, now: Instant): Promise<number[]> {
    const read = await this.#query(db, this.#readUntil - LATE_MS);
    const news = read.filter((stretch) => this.#keep(stretch));
    this.#readUntil = now;
    return news.map(({ serviceId }) => serviceId);
  }

  /** Of a service; what goes on ends at Infinity. */
  of(serviceId: number): Interval[] {
    const known = this.#known.get(serviceId)?.values() ?? [];
    return [...known].map(({ from, until }) => ({
      from,
      until: until ?? Infinity,
    }));
  }

  /** False where it was known just so. */
  #keep(stretch: Stretch): boolean {
    const { id, serviceId, from, until } = stretch;
    const ofService = this.#known.get(serviceId) ?? new Map<number, Stretch>();
    const before = ofService.get(id);
    if (before?.from === from && before.until === until) return false;
    ofService.set(id, stretch);
    this.#known.set(serviceId, ofService);
    return true;
  }
}

import { type QuietHours, quietUntil } from "../../domain/paging.ts";
import { DAY, type Instant, MINUTE } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import type { PagerPerson } from "../../store/entities/paging.ts";
import { findPagerPerson } from "../../store/paging/paged-people.ts";
import { smsTo } from "../../store/paging/pager-calls.ts";

/** SMS that call one person within 24 hours, where they did not say otherwise. */
export const MOST_PER_DAY = 30;
/** Who was called hears of what came after it together, at most so often: the first of a storm has woken them up. */
export const CALL_GAP_MS = MINUTE;

/** Whether somebody may be called by SMS just now. */
export interface Standing {
  person: PagerPerson;
  /** When their quiet hours end; null where it is in none. */
  quietUntil: Instant | null;
  /** The day's SMS are used up. */
  isSpent: boolean;
  /** They were called a moment ago: not again before this. */
  notBefore: Instant;
}

/** Of somebody who never said how they want to be called. */
export function plainPerson(personId: string): PagerPerson {
  return {
    personId,
    quietFrom: null,
    quietUntil: null,
    timezone: null,
    mostPerDay: MOST_PER_DAY,
    quotaToldAt: null,
    helpedAt: null,
  };
}

export function quietHoursOf({
  quietFrom,
  quietUntil: until,
  timezone,
}: PagerPerson): QuietHours | null {
  return quietFrom === null || until === null || timezone === null
    ? null
    : { from: quietFrom, until, timezone };
}

export async function standingOf(
  tx: Db,
  personId: string,
  now: Instant,
): Promise<Standing> {
  const person = (await findPagerPerson(tx, personId)) ?? plainPerson(personId);
  const { last, count } = await smsTo(tx, personId, now - DAY);
  return {
    person,
    quietUntil: quietUntil(quietHoursOf(person), now),
    isSpent: count >= person.mostPerDay,
    notBefore: last === null ? now : last + CALL_GAP_MS,
  };
}

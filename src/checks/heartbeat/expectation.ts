import { Schedule } from "../../base/cron.ts";
import { durationInWords, parseDuration } from "../../domain/duration.ts";
import type { Instant } from "../../domain/time.ts";

/** When a job is to be heard: so long after the last time, or at the times of a cron line. */
export interface Expectation {
  /** The first time after an instant at which it is due. */
  dueAfter(heardAt: Instant): Instant;
  /** "every 1 day", `by "0 3 * * *"` */
  words: string;
}

/** Reads "1d" or "0 3 * * *"; a sentence's end where it is neither. */
export function expectationOf(
  text: string,
  timezone: string,
): { ok: true; expectation: Expectation } | { ok: false; text: string } {
  const periodMs = parseDuration(text);
  if (periodMs !== undefined)
    return {
      ok: true,
      expectation: {
        dueAfter: (heardAt) => heardAt + periodMs,
        words: `every ${durationInWords(periodMs)}`,
      },
    };
  const parsed = Schedule.parse([text], timezone);
  if (!parsed.ok)
    return {
      ok: false,
      text: 'must be a duration as in "1d", or a cron line as in "0 3 * * *"',
    };
  return {
    ok: true,
    expectation: {
      dueAfter: (heardAt) => parsed.schedule.next(heardAt) ?? Infinity,
      words: `by "${text}"`,
    },
  };
}

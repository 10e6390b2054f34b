import { localDays, startOfDay } from "./zone.ts";

/** The last `count` calendar days of a zone, oldest first, today last; in milliseconds since 1970, until excluded. */
export function lastDays(
  timezone: string,
  now: number,
  count: number,
): { from: number; until: number }[] {
  const from = startOfDay(now, timezone, 1 - count);
  const until = startOfDay(now, timezone, 1);
  return localDays({ from, until }, timezone);
}

/** A calendar month of a zone; undefined where it is none, as month 13. `month` as "2026-11". */
export function monthOf(
  month: string,
  timezone: string,
): { from: number; until: number } | undefined {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) return undefined;
  const first = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 });
  const startOf = (date: Temporal.PlainDate): number =>
    date.toZonedDateTime(timezone).startOfDay().epochMilliseconds;
  return { from: startOf(first), until: startOf(first.add({ months: 1 })) };
}

/** The month that an instant lies in, as "2026-11". */
export function monthAt(now: number, timezone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(timezone)
    .toPlainDate()
    .toPlainYearMonth()
    .toString();
}

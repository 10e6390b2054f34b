/** Time as a zone's clocks show it. Instants and durations are in milliseconds. */

/** A stretch in which a zone's clocks are set the same. */
export interface Setting {
  from: number;
  until: number;
  /** What is added to UTC. */
  offsetMs: number;
}

/** How a zone's clocks are set during a window: one stretch more than they are changed. */
export function settingsOf(
  timezone: string,
  window: { from: number; until: number },
): Setting[] {
  const settings: Setting[] = [];
  let at: Temporal.ZonedDateTime | null = zoned(window.from, timezone);
  let { from } = window;
  while (at !== null && from < window.until) {
    const next: Temporal.ZonedDateTime | null =
      at.getTimeZoneTransition("next");
    const until = Math.min(next?.epochMilliseconds ?? Infinity, window.until);
    settings.push({ from, until, offsetMs: at.offsetNanoseconds / 1e6 });
    from = until;
    at = next;
  }
  return settings;
}

/** "2026-11-21": the date that a zone's calendars show. */
export function localDate(at: number, timezone: string): string {
  return zoned(at, timezone).toPlainDate().toString();
}

/** The beginning of the day that an instant lies in, `days` days later. Days have 23, 24 or 25 hours. */
export function startOfDay(at: number, timezone: string, days = 0): number {
  return zoned(at, timezone)
    .toPlainDate()
    .add({ days })
    .toZonedDateTime(timezone).epochMilliseconds;
}

/** The days that a window touches, each with its date, its beginning and its end. */
export function localDays(
  { from, until }: { from: number; until: number },
  timezone: string,
): { date: string; from: number; until: number }[] {
  const days: { date: string; from: number; until: number }[] = [];
  let date = zoned(from, timezone).toPlainDate();
  for (let start = startOf(date, timezone); start < until;) {
    const next = date.add({ days: 1 });
    const end = startOf(next, timezone);
    days.push({ date: date.toString(), from: start, until: end });
    date = next;
    start = end;
  }
  return days;
}

function startOf(date: Temporal.PlainDate, timezone: string): number {
  return date.toZonedDateTime(timezone).epochMilliseconds;
}

function zoned(at: number, timezone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(
    Math.floor(at),
  ).toZonedDateTimeISO(timezone);
}

/** "14:00", "Sat 14:00", "21 Nov" and the like, on a zone's clocks. */
export function localLabel(
  at: number,
  timezone: string,
  format: "time" | "weekday-time" | "weekday" | "day" | "moment",
): string {
  const parts = partsFor(timezone).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes): string =>
    (parts.find((part) => part.type === type)?.value ?? "").slice(0, 3); // "Sept" has four letters
  const time = `${of("hour")}:${of("minute")}`;
  const day = `${of("day")} ${of("month")}`;
  switch (format) {
    case "time":
      return time;
    case "weekday-time":
      return `${of("weekday")} ${time}`;
    case "weekday":
      return `${of("weekday")} ${day}`;
    case "day":
      return day;
    case "moment":
      return `${of("weekday")} ${day} ${time}`;
  }
}

/** Making a formatter costs a hundred times what using it does. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function partsFor(timezone: string): Intl.DateTimeFormat {
  const known = formatters.get(timezone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  formatters.set(timezone, made);
  return made;
}

/** When something comes each day, each Monday or on each first of a month, at a time that a zone's clocks show. */
export interface Rhythm {
  kind: "daily" | "weekly" | "monthly";
  /** Minutes since midnight. */
  atMinute: number;
  timezone: string;
}

/** One time at which it comes, and the stretch that it looks back on, in milliseconds. */
export interface Slot {
  at: number;
  from: number;
  until: number;
}

/** The first time after an instant. */
export function nextSlot(rhythm: Rhythm, after: number): Slot {
  let date = dayOf(rhythm.kind, dateAt(after, rhythm.timezone));
  while (instantOn(date, rhythm) <= after) date = moved(date, rhythm.kind, 1);
  return slotOn(date, rhythm);
}

/** The last time up to an instant. */
export function latestSlot(rhythm: Rhythm, now: number): Slot {
  let date = dayOf(rhythm.kind, dateAt(now, rhythm.timezone));
  while (instantOn(date, rhythm) > now) date = moved(date, rhythm.kind, -1);
  return slotOn(date, rhythm);
}

/** A day's report looks back to the one before; the others on whole weeks and months. */
function slotOn(date: Temporal.PlainDate, rhythm: Rhythm): Slot {
  const { kind, timezone } = rhythm;
  const at = instantOn(date, rhythm);
  const before = moved(date, kind, -1);
  if (kind === "daily")
    return { at, from: instantOn(before, rhythm), until: at };
  const midnight = { kind, timezone, atMinute: 0 };
  return {
    at,
    from: instantOn(before, midnight),
    until: instantOn(date, midnight),
  };
}

/** The day of its week or month on which it comes. */
function dayOf(
  kind: Rhythm["kind"],
  date: Temporal.PlainDate,
): Temporal.PlainDate {
  switch (kind) {
    case "daily":
      return date;
    case "weekly":
      return date.subtract({ days: date.dayOfWeek - 1 });
    case "monthly":
      return date.with({ day: 1 });
  }
}

function moved(
  date: Temporal.PlainDate,
  kind: Rhythm["kind"],
  by: number,
): Temporal.PlainDate {
  switch (kind) {
    case "daily":
      return date.add({ days: by });
    case "weekly":
      return date.add({ weeks: by });
    case "monthly":
      return date.add({ months: by });
  }
}

function dateAt(at: number, timezone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(at))
    .toZonedDateTimeISO(timezone)
    .toPlainDate();
}

/** A time that the clocks leave out comes as much later as they are put forward; of two the first counts. */
function instantOn(
  date: Temporal.PlainDate,
  { atMinute, timezone }: Rhythm,
): number {
  const time = new Temporal.PlainTime(Math.floor(atMinute / 60), atMinute % 60);
  return date.toPlainDateTime(time).toZonedDateTime(timezone, {
    disambiguation: "compatible",
  }).epochMilliseconds;
}

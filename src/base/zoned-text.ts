/** Times as people in a zone read them. */

/** "22:00 GMT"; with the day, "Sun 22 Nov 22:00 GMT". */
export function zonedTime(
  at: number,
  timeZone: string,
  {
    withDay = false,
    withSeconds = false,
    withZone = true,
  }: { withDay?: boolean; withSeconds?: boolean; withZone?: boolean } = {},
): string {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone,
    ...(withDay ? { weekday: "short", day: "numeric", month: "short" } : {}),
    hour: "2-digit",
    minute: "2-digit",
    ...(withSeconds ? { second: "2-digit" } : {}),
    ...(withZone ? { timeZoneName: "short" } : {}),
    hourCycle: "h23",
  })
    .format(at)
    .replaceAll(",", "");
}

/** "Sun 22 Nov 22:00 to 23:30 GMT", "Sun 22 Nov 22:00 to Mon 23 Nov 02:00 GMT" */
export function zonedSpan(
  from: number,
  until: number,
  timeZone: string,
): string {
  const isSameDay = dayOf(from, timeZone) === dayOf(until, timeZone);
  const isSameZone = zoneName(from, timeZone) === zoneName(until, timeZone);
  const start = zonedTime(from, timeZone, {
    withDay: true,
    withZone: !isSameZone,
  });
  return `${start} to ${zonedTime(until, timeZone, { withDay: !isSameDay })}`;
}

function dayOf(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone }).format(at);
}

function zoneName(at: number, timeZone: string): string {
  return (
    new Intl.DateTimeFormat("en-GB", { timeZone, timeZoneName: "short" })
      .formatToParts(at)
      .find(({ type }) => type === "timeZoneName")?.value ?? ""
  );
}

import { durationInWords } from "../duration.ts";
import { DAY, HOUR, type Instant, MINUTE, SECOND } from "../time.ts";
import { type Language, speeches } from "./languages.ts";

/** How times, durations and names are said to customers, in their language. */

interface Detail {
  withDay?: boolean;
  withSeconds?: boolean;
  withZone?: boolean;
}

/** "Sun 22 Nov 22:00 GMT" */
export function dayAndTime(
  at: Instant,
  timeZone: string,
  language: Language,
  { withDay = false, withSeconds = false, withZone = true }: Detail = {},
): string {
  return new Intl.DateTimeFormat(speeches[language].locale, {
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

/** "10:02 GMT", with the day where it is not the day of `reference`. */
export function clockTime(
  at: Instant,
  reference: Instant,
  timeZone: string,
  language: Language,
  withSeconds: boolean,
): string {
  const isOld =
    reference - at >= DAY || dayOf(at, timeZone) !== dayOf(reference, timeZone);
  return new Intl.DateTimeFormat(speeches[language].locale, {
    timeZone,
    ...(isOld ? { day: "numeric", month: "short" } : {}),
    hour: "2-digit",
    minute: "2-digit",
    ...(withSeconds ? { second: "2-digit" } : {}),
    timeZoneName: "short",
    hourCycle: "h23",
  }).format(at);
}

/** A span's two ends: the second repeats neither the day nor, in the first, the zone. */
export function spanEnds(
  from: Instant,
  until: Instant,
  timeZone: string,
  language: Language,
): [from: string, until: string] {
  const isSameDay = dayOf(from, timeZone) === dayOf(until, timeZone);
  const isSameZone = zoneName(from, timeZone) === zoneName(until, timeZone);
  return [
    dayAndTime(from, timeZone, language, {
      withDay: true,
      withZone: !isSameZone,
    }),
    dayAndTime(until, timeZone, language, { withDay: !isSameDay }),
  ];
}

export function dayOf(at: Instant, timeZone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone }).format(at);
}

function zoneName(at: Instant, timeZone: string): string {
  return (
    new Intl.DateTimeFormat("en-GB", { timeZone, timeZoneName: "short" })
      .formatToParts(at)
      .find(({ type }) => type === "timeZoneName")?.value ?? ""
  );
}

const units = [
  ["days", DAY],
  ["hours", HOUR],
  ["minutes", MINUTE],
  ["seconds", SECOND],
] as const;

/** In its two largest units: "2 h 5 min", "2 Std., 5 Min." */
export function spokenDuration(ms: number, language: Language): string {
  if (language === "en") return durationInWords(ms);
  const seconds = Math.max(SECOND, Math.round(ms / SECOND) * SECOND);
  const first = units.findIndex(([, size]) => seconds >= size);
  let rest = seconds;
  const parts: Partial<Record<(typeof units)[number][0], number>> = {};
  for (const [unit, size] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    if (count > 0) parts[unit] = count;
    rest -= count * size;
  }
  return new Intl.DurationFormat(speeches[language].locale, {
    style: "short",
  }).format(parts);
}

/** "Datastore", "Datastore and Registry", "12 services (Datastore, Registry and 10 more)". */
export function spokenNames(
  listed: readonly string[],
  count: number,
  language: Language,
): string {
  const { locale, one, services, more } = speeches[language];
  const number = new Intl.NumberFormat(locale);
  const counted = (text: string, n: number): string =>
    text.replace("{count}", number.format(n));
  if (count <= 2 && listed.length === count)
    return new Intl.ListFormat(locale).format(listed);
  if (listed.length === 0) return count === 1 ? one : counted(services, count);
  const rest = count - listed.length;
  return `${counted(services, count)} (${listed.join(", ")}${rest > 0 ? counted(more, rest) : ""})`;
}

import { localLabel } from "../base/zone.ts";
import { counted, listed } from "../base/text.ts";
import { durationInWords } from "../domain/duration.ts";
import {
  type Failures,
  type Picture,
  type ResponseTimes,
  spanSizes,
  type UptimeCalendar,
} from "../domain/pictures.ts";
import { DAY } from "../domain/time.ts";
import { oneLine } from "./names.ts";

/** The days of a week, in the order of the pictures. */
export const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const MOST_NAMED = 3;
/** So that the rest of a title is always there. */
const LONGEST_SUBJECT = 30;

/** What a picture shows, in a sentence or two: for notifications, screen readers and everybody without the picture. */
export function pictureWords(picture: Picture): string {
  switch (picture.kind) {
    case "response-times":
      return responseWords(picture);
    case "failures-by-hour":
    case "failures-by-day":
    case "failures-by-week-hour":
      return failureWords(picture);
    case "uptime-calendar":
      return calendarWords(picture);
  }
}

/** A title that stands alone. */
export function pictureTitle(picture: Picture): string {
  switch (picture.kind) {
    case "response-times":
      return `${oneLine(picture.service, LONGEST_SUBJECT)}: response time, last ${spanSizes[picture.span].words}`;
    case "failures-by-hour":
      return `${oneLine(picture.scope, LONGEST_SUBJECT)}: failures by hour of day, last ${spanSizes[picture.span].words}`;
    case "failures-by-day":
      return `${oneLine(picture.scope, LONGEST_SUBJECT)}: failures by day, last ${spanSizes[picture.span].words}`;
    case "failures-by-week-hour":
      return `${oneLine(picture.scope, LONGEST_SUBJECT)}: failures by hour and weekday, last ${spanSizes[picture.span].words}`;
    case "uptime-calendar":
      return `${oneLine(picture.scope, LONGEST_SUBJECT)}: uptime, last ${picture.days.length} days`;
  }
}

function responseWords({
  service,
  averageMs,
  downtimes,
}: ResponseTimes): string {
  const average =
    averageMs === null ? "no answers" : `average ${durationInWords(averageMs)}`;
  return `${service}: ${average}, ${downWords(downtimes)}.`;
}

/** "down 2 times for 14 min in all" */
export function downWords(
  downtimes: readonly { from: number; until: number }[],
): string {
  if (downtimes.length === 0) return "never down";
  const lasted = durationInWords(
    downtimes.reduce((sum, { from, until }) => sum + until - from, 0),
  );
  return downtimes.length === 1
    ? `down once for ${lasted}`
    : `down ${downtimes.length} times for ${lasted} in all`;
}

/** What pictures show that were drawn of the same failures, each thing said once. */
export function wordsTogether(pictures: readonly Picture[]): string {
  const failures = pictures.filter((one) => isOfFailures(one));
  const [first] = failures;
  return first === undefined || failures.length < 2 || first.total === 0
    ? [...new Set(pictures.map(pictureWords))].join(" ")
    : [failureSummary(first), ...failures.map(peakWords)].join(" ");
}

/** One title for them. */
export function titleTogether(pictures: readonly Picture[]): string {
  const [first, second] = pictures;
  if (first === undefined) return "";
  return second !== undefined && isOfFailures(first)
    ? `${oneLine(first.scope, LONGEST_SUBJECT)}: failures, last ${spanSizes[first.span].words}`
    : pictureTitle(first);
}

function isOfFailures(picture: Picture): picture is Failures {
  return "byWeekHour" in picture;
}

function failureWords(failures: Failures): string {
  const summary = failureSummary(failures);
  return failures.total === 0 ? summary : `${summary} ${peakWords(failures)}`;
}

function failureSummary({ scope, total, series, span }: Failures): string {
  const within = `in the last ${spanSizes[span].words}`;
  if (total === 0) return `${scope}: no failure ${within}.`;
  const worst = listed(
    series.map(
      ({ name, byHour }) => `${name} (${byHour.reduce((a, b) => a + b, 0)})`,
    ),
    MOST_NAMED,
  );
  return `${scope}: ${counted(total, "failure")} ${within}: ${worst}.`;
}

function peakWords({
  kind,
  series,
  days,
  byWeekHour,
  timezone,
}: Failures): string {
  switch (kind) {
    case "failures-by-hour": {
      const { index, value } = peak(sums(series.map(({ byHour }) => byHour)));
      return `Most at ${hourWords(index)} (${value}), ${timezone}.`;
    }
    case "failures-by-day": {
      const { index, value } = peak(sums(series.map(({ byDay }) => byDay)));
      return `Most on ${dayWords(days[index] ?? "")} (${value}).`;
    }
    case "failures-by-week-hour": {
      const { index, value } = peak(byWeekHour.flat());
      return `Most on ${weekdays[Math.floor(index / 24)]} at ${hourWords(index % 24)} (${value}), ${timezone}.`;
    }
  }
}

/** "02:00–03:00" */
function hourWords(hour: number): string {
  return `${clock(hour)}–${clock((hour + 1) % 24)}`;
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}

/** "21 Nov" of "2026-11-21" */
export function dayWords(date: string): string {
  return localLabel(Date.parse(date), "UTC", "day");
}

/** One list with the sums of several, place by place. */
export function sums(lists: readonly (readonly number[])[]): number[] {
  return (lists[0] ?? []).map((_, index) =>
    lists.reduce((sum, list) => sum + (list[index] ?? 0), 0),
  );
}

function peak(values: readonly number[]): { index: number; value: number } {
  const value = Math.max(0, ...values);
  return { index: Math.max(0, values.indexOf(value)), value };
}

function calendarWords({ scope, days, ratio, downMs }: UptimeCalendar): string {
  const watched = days.filter((day) => day.ratio !== null);
  if (ratio === null || watched.length === 0)
    return `${scope}: nothing was watched in the last ${days.length} days.`;
  const bad = watched.filter((day) => day.downMs > 0).length;
  const over = `Uptime ${percent(ratio)} over ${counted(watched.length, "day")}`;
  if (bad === 0) return `${scope}: ${over}, never down.`;
  return `${scope}: ${over}; down on ${counted(bad, "day")} for ${durationInWords(downMs)} in all.`;
}

/** Never rounded up to 100: an outage of a minute is an outage. */
export function percent(ratio: number): string {
  if (ratio === 1) return "100 %";
  return `${(Math.floor(ratio * 100_000) / 1_000).toFixed(3)} %`;
}

/** How bad a day was, for its mark and its word. */
export function gradeOf({
  ratio,
  downMs,
}: {
  ratio: number | null;
  downMs: number;
}): Grade {
  if (ratio === null) return "unknown";
  if (downMs === 0) return "up";
  if (downMs < DAY / 96) return "brief"; // a quarter of an hour
  return downMs < DAY / 12 ? "long" : "severe"; // two hours
}

export const grades = ["up", "brief", "long", "severe", "unknown"] as const;
export type Grade = (typeof grades)[number];

export const gradeWords: Record<Grade, string> = {
  up: "up all day",
  brief: "down under 15 min",
  long: "down under 2 h",
  severe: "down longer",
  unknown: "not watched",
};

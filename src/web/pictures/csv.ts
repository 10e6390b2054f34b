import type { PublicResponseTimes } from "../../actions/public/public-pictures.ts";
import type { Failures } from "../../domain/pictures.ts";
import { type Interval, SECOND } from "../../domain/time.ts";
import { weekdays } from "../../pictures/words.ts";

type Cell = string | number | null;

/** A table for spreadsheets: RFC 4180, the first line names the columns. */
function csv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(",")}\r\n`).join("");
}

/** Spreadsheets take what begins with one of these for a formula, and run it. */
const formula = /^[=+\-@\t\r]/;

function cellText(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = cell.toWellFormed().replaceAll(/\p{Cc}/gu, " ");
  const harmless = formula.test(cell) ? `'${text}` : text;
  return /[",]/.test(harmless)
    ? `"${harmless.replaceAll('"', '""')}"`
    : harmless;
}

export function responseCsv({ picture }: PublicResponseTimes): string {
  return csv([
    ["from", "until", "answers", "p95_ms", "p50_ms", "down_s"],
    ...responseSteps(picture).map(({ from, until, answers, ms, downMs }) => [
      new Date(from).toISOString(),
      new Date(until).toISOString(),
      answers,
      ...ms.map((one) => (one === null ? null : Math.round(one))),
      Math.round(downMs / SECOND),
    ]),
  ]);
}

/** A step of the picture in figures. */
export interface ResponseStep extends Interval {
  answers: number;
  /** Of each line; null where nothing answered. */
  ms: (number | null)[];
  downMs: number;
}

export function responseSteps({
  window,
  stepMs,
  lines,
  downtimes,
}: PublicResponseTimes["picture"]): ResponseStep[] {
  const count = Math.ceil((window.until - window.from) / stepMs);
  return Array.from({ length: count }, (_, place) => {
    const from = window.from + place * stepMs;
    const until = Math.min(from + stepMs, window.until);
    const downMs = downtimes.reduce(
      (sum, down) =>
        sum +
        Math.max(0, Math.min(down.until, until) - Math.max(down.from, from)),
      0,
    );
    return {
      from,
      until,
      answers: lines[0]?.steps[place]?.count ?? 0,
      ms: [0, 1].map((line) => lines[line]?.steps[place]?.meanMs ?? null),
      downMs,
    };
  });
}

/** What a picture of failures counts, as a table. */
export function failureRows({
  kind,
  days,
  series,
  byWeekHour,
}: Failures): Cell[][] {
  const names = series.map(({ name }) => name);
  switch (kind) {
    case "failures-by-day":
      return [
        ["day", ...names],
        ...days.map((day, place) => [
          day,
          ...series.map(({ byDay }) => byDay[place] ?? 0),
        ]),
      ];
    case "failures-by-hour":
      return [
        ["hour", ...names],
        ...hours.map((hour, place) => [
          hour,
          ...series.map(({ byHour }) => byHour[place] ?? 0),
        ]),
      ];
    case "failures-by-week-hour":
      return [
        ["weekday", ...hours],
        ...byWeekHour.map((counts, day) => [weekdays[day] ?? "", ...counts]),
      ];
  }
}

const hours = Array.from(
  { length: 24 },
  (_, hour) => `${String(hour).padStart(2, "0")}:00`,
);

export function failureCsv(picture: Failures): string {
  return csv(failureRows(picture));
}

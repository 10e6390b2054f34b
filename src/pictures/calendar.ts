import { durationInWords } from "../domain/duration.ts";
import {
  type CalendarDay,
  type UptimeCalendar,
  uptimeOf,
} from "../domain/pictures.ts";
import { DAY } from "../domain/time.ts";
import { titleOf } from "./axes.ts";
import type { Sketch } from "./chart.ts";
import { colours, FONTS, WIDTH } from "./theme.ts";
import {
  dayWords,
  type Grade,
  gradeOf,
  grades,
  gradeWords,
  pictureTitle,
  pictureWords,
  percent,
  weekdays,
} from "./words.ts";

const LEFT = 52;
const TOP = 84;
const RIGHT = 16;
const LARGEST_CELL = 26;
const GAP = 0.14;
const LEGEND = 40;
const SMALL = 12;
const LIST_WIDTH = 220;

/** A square for each day, a column for each week, Monday on top; bad days carry a mark. */
export function calendarSketch(picture: UptimeCalendar): Sketch {
  const { days, timezone, ratio, downMs } = picture;
  const first = weekdayOf(days[0]?.date ?? "");
  const weeks = Math.ceil((first + days.length) / 7);
  const size = Math.min(LARGEST_CELL, (WIDTH - LEFT - RIGHT) / weeks);
  const height = TOP + 7 * size + LEGEND;
  const summary =
    ratio === null
      ? "not watched"
      : `uptime ${percent(ratio)} · down for ${durationInWords(downMs)} in all`;
  return {
    width: WIDTH,
    height,
    title: pictureTitle(picture),
    words: pictureWords(picture),
    option: {
      title: titleOf(pictureTitle(picture), `${summary} · ${timezone}`),
      graphic: [
        ...weekdays.flatMap((name, row) =>
          row % 2 === 0
            ? [label(name, LEFT - 8, TOP + (row + 0.5) * size, "right")]
            : [],
        ),
        ...monthLabels(days, first, size),
        ...days.flatMap((day, index) => {
          const place = first + index;
          return square(
            gradeOf(day),
            LEFT + Math.floor(place / 7) * size,
            TOP + (place % 7) * size,
            size,
          );
        }),
        ...monthList(days, LEFT + weeks * size + 28),
        ...legend(height - LEGEND / 2 + 4),
      ] as never,
    },
  };
}

/** 0 for Monday. */
function weekdayOf(date: string): number {
  return (Math.floor(Date.parse(date) / DAY) + 3) % 7; // 1970 began on a Thursday
}

function monthLabels(
  days: readonly CalendarDay[],
  first: number,
  size: number,
): object[] {
  const starts = days
    .map(({ date }, index) => ({
      date,
      column: Math.floor((first + index) / 7),
    }))
    .filter(({ date }) => date.endsWith("-01"));
  return starts.map(({ date, column }) =>
    label(
      dayWords(date).replace(/^\d+ /, ""),
      LEFT + column * size,
      TOP - 10,
      "left",
    ),
  );
}

/** Each month's uptime in figures, where there is room beside the squares. */
function monthList(days: readonly CalendarDay[], x: number): object[] {
  if (x > WIDTH - LIST_WIDTH) return [];
  const months = Map.groupBy(days, ({ date }) => date.slice(0, 7));
  return [...months].flatMap(([month, all], row) => {
    const { ratio, downMs } = uptimeOf(all);
    const words = ratio === null ? "not watched" : percent(ratio);
    const lasted = downMs === 0 ? "" : ` · down ${durationInWords(downMs)}`;
    const name = dayWords(`${month}-01`).replace(/^\d+ /, "");
    return [
      label(`${name}: ${words}${lasted}`, x, TOP + 12 + row * 22, "left"),
    ];
  });
}

function label(
  text: string,
  x: number,
  y: number,
  align: "left" | "right",
): object {
  return {
    type: "text",
    silent: true,
    style: {
      text,
      x,
      y,
      align,
      verticalAlign: "middle",
      fill: colours.faint,
      fontSize: SMALL,
      fontFamily: FONTS,
    },
  };
}

const grounds: Record<Grade, string> = {
  up: colours.up,
  brief: "#ffe2b8",
  long: "#f7a072",
  severe: colours.down,
  unknown: colours.unknown,
};

/** A day: its ground, and a mark that is seen without colours. */
function square(grade: Grade, x: number, y: number, size: number): object[] {
  const edge = size * (1 - GAP);
  const ground = {
    type: "rect",
    silent: true,
    shape: { x, y, width: edge, height: edge, r: Math.min(3, size / 6) },
    style: { fill: grounds[grade] },
  };
  return [ground, ...mark(grade, x, y, edge)];
}

function mark(grade: Grade, x: number, y: number, edge: number): object[] {
  const middle = { cx: x + edge / 2, cy: y + edge / 2 };
  switch (grade) {
    case "up":
    case "unknown":
      return [];
    case "brief":
      return [
        {
          type: "circle",
          silent: true,
          shape: { ...middle, r: edge * 0.16 },
          style: { fill: colours.text },
        },
      ];
    case "long":
      return [stroke(x, y, edge, false)];
    case "severe":
      return [
        stroke(x, y, edge, false, "#ffffff"),
        stroke(x, y, edge, true, "#ffffff"),
      ];
  }
}

/** A diagonal of a square. */
function stroke(
  x: number,
  y: number,
  edge: number,
  falls: boolean,
  colour: string = colours.text,
): object {
  const a = edge * 0.24;
  const b = edge - a;
  return {
    type: "line",
    silent: true,
    shape: {
      x1: x + a,
      y1: y + (falls ? a : b),
      x2: x + b,
      y2: y + (falls ? b : a),
    },
    style: {
      stroke: colour,
      lineWidth: Math.max(1.2, edge / 9),
      lineCap: "round",
    },
  };
}

function legend(y: number): object[] {
  const size = 15;
  let x = 14;
  return grades.flatMap((grade) => {
    const at = x;
    x += size + 7 + gradeWords[grade].length * SMALL * 0.59 + 14;
    return [
      ...square(grade, at, y - size / 2, size),
      label(gradeWords[grade], at + size + 4, y, "left"),
    ];
  });
}

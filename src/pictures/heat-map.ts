import { counted } from "../base/text.ts";
import type { Failures } from "../domain/pictures.ts";
import { titled } from "./axes.ts";
import type { Sketch } from "./chart.ts";
import { colours, type Size, widths } from "./theme.ts";
import { pictureTitle, pictureWords, weekdays } from "./words.ts";

/** With a title. */
const HEIGHT = 268;
const TITLE = 64;
const HOURS = 24;
/** From hardly any to most, each step a little darker; the number stands in the field. */
const shades = [
  "#fff1e5",
  "#ffd8b5",
  "#fdb26b",
  "#f28c38",
  "#cf5f0f",
  "#8f3a04",
];
const looks = {
  wide: { left: 52, right: 20, hourLabels: 1, numbers: 11 },
  narrow: { left: 40, right: 8, hourLabels: 3, numbers: 9 },
} as const;
/** On darker shades the numbers are white. */
const DARK_FROM = 4;

/** A field for each hour of each weekday: the darker, and the higher its number, the more failed. */
export function heatMapSketch(picture: Failures, size: Size): Sketch {
  const { byWeekHour, total, timezone } = picture;
  const most = Math.max(1, ...byWeekHour.flat());
  const failures =
    total === 0
      ? "no failure"
      : `${counted(total, "failure")}, by when they began`;
  const { title, top } = titled(
    size,
    pictureTitle(picture),
    `${failures} · ${timezone}`,
  );
  const look = looks[size];
  return {
    width: widths[size],
    height: HEIGHT - TITLE + top,
    title: pictureTitle(picture),
    words: pictureWords(picture),
    option: {
      title,
      grid: { left: look.left, right: look.right, top, bottom: 34 },
      xAxis: axis(
        Array.from({ length: HOURS }, (_, hour) =>
          String(hour).padStart(2, "0"),
        ),
        look.hourLabels,
      ),
      yAxis: { ...axis(weekdays, 1), inverse: true },
      series: [
        {
          type: "heatmap",
          data: byWeekHour.flatMap((hours, day) =>
            hours.map((count, hour) =>
              field(count, [hour, day], most, look.numbers),
            ),
          ),
          emphasis: { disabled: true },
        },
      ] as never,
    },
  };
}

function axis(labels: readonly string[], every: number): object {
  return {
    type: "category",
    data: [...labels],
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: colours.faint, interval: every - 1, fontSize: 12 },
    splitArea: { show: false },
  };
}

function field(
  count: number,
  place: number[],
  most: number,
  fontSize: number,
): object {
  const shade =
    count === 0 ? -1 : Math.ceil((count / most) * shades.length) - 1;
  return {
    value: [...place, count],
    itemStyle: {
      color: shades[shade] ?? colours.unknown,
      borderColor: colours.ground,
      borderWidth: 2,
    },
    label: {
      show: count > 0,
      formatter: String(count),
      fontSize,
      color: shade >= DARK_FROM ? "#ffffff" : colours.text,
    },
  };
}

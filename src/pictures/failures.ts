import { counted } from "../base/text.ts";
import type { Failures } from "../domain/pictures.ts";
import { numbersAxis, placesAxis, titled } from "./axes.ts";
import type { Sketch } from "./chart.ts";
import { legendOf } from "./legend.ts";
import { uniqueNames } from "./names.ts";
import { colours, seriesColours, type Size, widths } from "./theme.ts";
import { dayWords, pictureTitle, pictureWords, sums } from "./words.ts";

/** With a title. */
const HEIGHT = 270;
const TITLE = 64;
/** Every third hour has a label, or every sixth. */
const HOUR_LABELS = { wide: 3, narrow: 6 } as const;
const MOST_DAY_LABELS = { wide: 10, narrow: 5 } as const;
const STEPS = 4;

/** Each series has a pattern of its own: told apart without colours. */
const patterns = [
  { symbol: "rect", symbolSize: 0, color: "transparent" },
  hatch(Math.PI / 4, [1, 0], [2, 5]),
  {
    symbol: "circle",
    symbolSize: 0.5,
    dashArrayX: [
      [6, 6],
      [0, 6, 6, 0],
    ],
    dashArrayY: [6, 0],
    color: "#ffffffb0",
  },
  hatch(-Math.PI / 4, [1, 0], [2, 3]),
  hatch(0, [1, 0], [2, 4]),
  hatch(Math.PI / 2, [1, 0], [2, 4]),
];

function hatch(
  rotation: number,
  dashArrayX: number[],
  dashArrayY: number[],
): object {
  return {
    symbol: "rect",
    color: "#ffffffb0",
    rotation,
    dashArrayX,
    dashArrayY,
  };
}

/** Stacked bars: how often services failed at each hour of the day, or on each day. */
export function failureBarsSketch(picture: Failures, size: Size): Sketch {
  const byHour = picture.kind === "failures-by-hour";
  const names = uniqueNames(picture.series.map(({ name }) => name));
  const legend = legendOf(
    names.map((name) => ({ name })),
    widths[size],
  );
  const { title, top } = titled(size, pictureTitle(picture), subtitle(picture));
  return {
    width: widths[size],
    height: HEIGHT - TITLE + top + legend.height,
    title: pictureTitle(picture),
    words: pictureWords(picture),
    option: {
      title,
      grid: { left: 44, right: 20, top, bottom: 34 + legend.height },
      xAxis: byHour ? hourAxis(size) : dayAxis(picture.days, size),
      yAxis: countAxis(byHour, picture),
      ...legend.option,
      series: picture.series.map((one, index) => ({
        type: "bar",
        name: names[index],
        stack: "failures",
        data: (byHour ? one.byHour : one.byDay).map((value) => value || "-"),
        color: seriesColours[index % seriesColours.length],
        itemStyle: {
          decal: patterns[index % patterns.length],
          borderColor: colours.ground,
          borderWidth: 0.5,
        },
        barCategoryGap: "20%",
        emphasis: { disabled: true },
      })) as never,
    },
  };
}

function hourAxis(size: Size): object {
  const labels = Array.from(
    { length: 24 },
    (_, hour) => `${String(hour).padStart(2, "0")}:00`,
  );
  return placesAxis(labels, HOUR_LABELS[size]);
}

function dayAxis(days: readonly string[], size: Size): object {
  return placesAxis(
    days.map(dayWords),
    Math.ceil(days.length / MOST_DAY_LABELS[size]),
  );
}

/** Whole numbers, four steps high. */
function countAxis(byHour: boolean, { series }: Failures): object {
  const heights = sums(series.map((one) => (byHour ? one.byHour : one.byDay)));
  const step = Math.max(1, Math.ceil(Math.max(0, ...heights) / STEPS));
  return { ...numbersAxis(), interval: step, max: step * STEPS };
}

function subtitle({ total, timezone }: Failures): string {
  return total === 0
    ? `no failure · ${timezone}`
    : `${counted(total, "failure")}, by when they began · ${timezone}`;
}

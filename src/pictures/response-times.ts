import { durationInWords } from "../domain/duration.ts";
import type { Answers, ResponseTimes } from "../domain/pictures.ts";
import type { Interval } from "../domain/time.ts";
import { SECOND } from "../domain/time.ts";
import { numbersAxis, timeAxis, titled } from "./axes.ts";
import type { Sketch } from "./chart.ts";
import { type Legend, legendOf } from "./legend.ts";
import { uniqueNames } from "./names.ts";
import { colours, dashes, seriesColours, type Size, widths } from "./theme.ts";
import { downWords, pictureTitle, pictureWords } from "./words.ts";

/** With a title. */
const HEIGHT = 290;
const TITLE = 64;
/** How bands look: told apart by their words and the slant of their lines, too. */
const looks = {
  down: { ground: colours.downGround, line: colours.down, slant: 1 },
  maintenance: { ground: "#eef0f3", line: colours.faint, slant: -1 },
} as const;
type Band = keyof typeof looks;

/** A downtime of a minute is a line, but not nothing. */
const NARROWEST_BAND = 2;
const HATCH_GAP = 7;

/** Lines over time, and bands where the service was down. */
export function responseSketch(picture: ResponseTimes, size: Size): Sketch {
  const { lines, downtimes, maintenance, window, timezone } = picture;
  const kinds = (["maintenance", "down"] as const).filter(
    (kind) => (kind === "down" ? downtimes : maintenance).length > 0,
  );
  const names = uniqueNames(lines.map(({ name }) => name));
  const shown = legend(names, kinds, widths[size]);
  const { title, top } = titled(size, pictureTitle(picture), subtitle(picture));
  return {
    width: widths[size],
    height: HEIGHT - TITLE + top + shown.height,
    title: pictureTitle(picture),
    words: pictureWords(picture),
    option: {
      title,
      grid: { left: 64, right: 20, top, bottom: 34 + shown.height },
      xAxis: timeAxis(window, timezone),
      yAxis: numbersAxis(latencyLabel),
      ...shown.option,
      series: [
        ...lines.map(({ steps }, index) =>
          line(picture, names[index] ?? "", steps, index),
        ),
        ...kinds.map((kind) =>
          bands(kind, kind === "down" ? downtimes : maintenance),
        ),
      ] as never,
    },
  };
}

function subtitle({
  averageMs,
  downtimes,
  timezone,
  lines,
  leftOut,
}: ResponseTimes): string {
  const average =
    averageMs === null ? "no answers" : `average ${durationInWords(averageMs)}`;
  const slowest =
    leftOut > 0
      ? ` · the ${lines.length} slowest of ${lines.length + leftOut} monitors`
      : "";
  return `${average} · ${downWords(downtimes)}${slowest} · ${timezone}`;
}

function latencyLabel(ms: number): string {
  return ms >= SECOND
    ? `${Number((ms / SECOND).toFixed(2))} s`
    : `${Number(ms.toFixed(2))} ms`;
}

function line(
  { window, stepMs, lines }: ResponseTimes,
  name: string,
  steps: readonly Answers[],
  index: number,
): object {
  const color = seriesColours[index % seriesColours.length];
  const middle = (place: number): number =>
    Math.min(window.from + (place + 0.5) * stepMs, window.until);
  return {
    type: "line",
    name,
    color,
    data: steps.map(({ meanMs }, place) => ({
      value: [middle(place), meanMs],
      symbol: isAlone(steps, place) ? "circle" : "none",
      symbolSize: 5,
    })),
    symbol: "none",
    connectNulls: false,
    lineStyle: { width: 2, type: dashes[index % dashes.length] },
    ...(lines.length === 1 ? { areaStyle: { opacity: 0.1 } } : {}),
    emphasis: { disabled: true },
  };
}

/** A point without neighbours makes no line. */
function isAlone(steps: readonly Answers[], place: number): boolean {
  const has = (index: number): boolean =>
    (steps[index]?.meanMs ?? null) !== null;
  return has(place) && !has(place - 1) && !has(place + 1);
}

function legend(
  names: readonly string[],
  kinds: readonly Band[],
  width: number,
): Legend {
  const lines = names.length > 1 || kinds.length > 0 ? names : [];
  const entries = [
    ...lines.map((name) => ({ name, itemStyle: { opacity: 0 } })), // without ECharts' dot
    ...kinds.map((kind) => ({
      name: kind,
      icon: "rect",
      itemStyle: {
        color: looks[kind].ground,
        borderColor: looks[kind].line,
        borderWidth: 1,
      },
    })),
  ];
  return legendOf(entries, width);
}

/** Hatched bands over the whole height: seen without colours, too. */
function bands(kind: Band, stretches: readonly Interval[]): object {
  return {
    type: "custom",
    name: kind,
    z: 1,
    itemStyle: { color: looks[kind].ground, borderColor: looks[kind].line },
    data: stretches.map(({ from, until }) => [from, until]),
    encode: { x: [0, 1] },
    renderItem: (area: Coordinates, item: Item) => drawBand(kind, area, item),
  };
}

interface Coordinates {
  coordSys: { x: number; y: number; width: number; height: number };
}

interface Item {
  value: (dimension: number) => number;
  coord: (point: number[]) => number[];
}

function drawBand(
  kind: Band,
  { coordSys: area }: Coordinates,
  item: Item,
): object {
  const { ground, line: stroke, slant } = looks[kind];
  const left = item.coord([item.value(0), 0])[0] ?? 0;
  const right = item.coord([item.value(1), 0])[0] ?? 0;
  const width = Math.max(right - left, NARROWEST_BAND);
  const x = Math.min(left, area.x + area.width - width);
  return {
    type: "group",
    children: [
      {
        type: "rect",
        shape: { x, y: area.y, width, height: area.height },
        style: { fill: ground, stroke, lineWidth: 1 },
      },
      ...hatch({ x, y: area.y, width, height: area.height }, { stroke, slant }),
    ],
  };
}

/** Slanted lines, cut at the edges of a rectangle. */
function hatch(
  { x, y, width, height }: Coordinates["coordSys"],
  { stroke, slant }: { stroke: string; slant: 1 | -1 },
): object[] {
  const lines: object[] = [];
  if (width < HATCH_GAP / 2) return lines;
  const across = (part: number): number =>
    slant === 1 ? x + part : x + width - part;
  for (let start = HATCH_GAP; start < width + height; start += HATCH_GAP) {
    // From one side or the lower edge up to the upper edge or the other side.
    const a = Math.max(0, start - height);
    const b = Math.min(start, width);
    lines.push({
      type: "line",
      shape: {
        x1: across(a),
        y1: y + start - a,
        x2: across(b),
        y2: y + start - b,
      },
      style: { stroke, lineWidth: 1, opacity: 0.35 },
    });
  }
  return lines;
}

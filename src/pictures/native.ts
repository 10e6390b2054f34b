import { clip } from "../base/text.ts";
import { localLabel } from "../base/zone.ts";
import {
  type Answers,
  type Failures,
  type Picture,
  type ResponseTimes,
  spanSizes,
} from "../domain/pictures.ts";
import { type Interval, MINUTE } from "../domain/time.ts";
import { uniqueNames } from "./names.ts";
import { dayWords } from "./words.ts";

/** Slack's chart block, which its own types do not know yet. https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block */
export interface ChartBlock {
  type: "data_visualization";
  block_id?: string;
  title: string;
  chart: {
    type: "line" | "bar" | "area";
    series: { name: string; data: { label: string; value: number }[] }[];
    axis_config: { categories: string[]; x_label?: string; y_label?: string };
  };
  /** Blocks of ours are open. */
  [key: string]: unknown;
}

/** Whether a block is one that older workspaces do not know. */
export function isChart({ type }: { type: string }): boolean {
  return type === "data_visualization";
}

const MAX_TITLE = 50;
const MAX_NAME = 20;
const MAX_POINTS = 20;
const MAX_SERIES = 6;

/** A picture as charts that Slack draws by itself, two at most; none for pictures of a kind that Slack does not know. */
export function chartBlocks(picture: Picture): ChartBlock[] {
  switch (picture.kind) {
    case "response-times":
      return responseCharts(picture);
    case "failures-by-hour":
    case "failures-by-day":
      return picture.total === 0 ? [] : [failureChart(picture)];
    case "failures-by-week-hour":
    case "uptime-calendar":
      return [];
  }
}

/** Bars or lines over named places; what Slack would refuse is cut. */
export function chartBlock(
  type: "line" | "bar" | "area",
  title: string,
  {
    labels,
    series,
    unit,
  }: {
    labels: readonly string[];
    series: readonly { name: string; values: readonly number[] }[];
    unit: string;
  },
): ChartBlock {
  const categories = uniqueNames(labels.slice(0, MAX_POINTS), MAX_NAME);
  const shown = series.slice(0, MAX_SERIES);
  const names = uniqueNames(
    shown.map(({ name }) => name),
    MAX_NAME,
  );
  return {
    type: "data_visualization",
    title: clip(title, MAX_TITLE),
    chart: {
      type,
      series: shown.map(({ values }, index) => ({
        name: names[index] ?? "",
        data: categories.map((label, place) => ({
          label,
          value: values[place] ?? 0,
        })),
      })),
      axis_config: { categories, y_label: unit },
    },
  };
}

/** When it was down is a chart of its own below: minutes are no milliseconds. */
function responseCharts(picture: ResponseTimes): ChartBlock[] {
  const parts = partsOf(picture);
  const labels = parts.map(({ from }) =>
    localLabel(from, picture.timezone, labelOf[picture.span]),
  );
  return [
    ...(picture.lines.length === 0 ? [] : [timesChart(picture, parts, labels)]),
    ...(picture.downtimes.length === 0
      ? []
      : [downChart(picture, parts, labels)]),
  ];
}

/** A point of Slack's: several steps of ours. */
interface Part extends Interval {
  firstStep: number;
  afterLastStep: number;
}

/** As many as Slack takes, from the first in which there was anything on. */
function partsOf({
  window,
  stepMs,
  lines,
  downtimes,
  span,
}: ResponseTimes): Part[] {
  const steps = Math.ceil((window.until - window.from) / stepMs);
  const size = Math.ceil(steps / pointsOf[span]);
  const parts = Array.from({ length: Math.ceil(steps / size) }, (_, index) => ({
    firstStep: index * size,
    afterLastStep: (index + 1) * size,
    from: window.from + index * size * stepMs,
    until: Math.min(window.from + (index + 1) * size * stepMs, window.until),
  }));
  const first = parts.findIndex(
    (part) =>
      lines.some(({ steps: line }) => meanIn(line, part) > 0) ||
      minutesOf(downtimes, part) > 0,
  );
  return parts.slice(Math.max(0, first));
}

/** Slack's lines have no gaps: where nothing answered they fall to 0. */
function timesChart(
  { lines, span }: ResponseTimes,
  parts: readonly Part[],
  labels: readonly string[],
): ChartBlock {
  const title = `Response time, last ${spanSizes[span].words}`;
  return chartBlock(lines.length === 1 ? "area" : "line", title, {
    labels,
    unit: "ms",
    series: lines.map(({ name, steps }) => ({
      name,
      values: parts.map((part) => meanIn(steps, part)),
    })),
  });
}

function downChart(
  { downtimes }: ResponseTimes,
  parts: readonly Part[],
  labels: readonly string[],
): ChartBlock {
  const values = parts.map((part) => minutesOf(downtimes, part));
  return chartBlock("bar", "Minutes down", {
    labels,
    unit: "min",
    series: [{ name: "down", values }],
  });
}

/** Points that Slack gets of each span: a divisor of its steps. */
const pointsOf = { "24h": 12, "7d": 14, "30d": 15, "90d": 18 } as const;
const labelOf = {
  "24h": "time",
  "7d": "weekday-time",
  "30d": "day",
  "90d": "day",
} as const;

/** Rounded: Slack shows the numbers. */
function meanIn(
  steps: readonly Answers[],
  { firstStep, afterLastStep }: Part,
): number {
  const own = steps.slice(firstStep, afterLastStep);
  const count = own.reduce((sum, step) => sum + step.count, 0);
  const total = own.reduce(
    (sum, step) => sum + step.count * (step.meanMs ?? 0),
    0,
  );
  const mean = count === 0 ? 0 : total / count;
  return mean >= 10 ? Math.round(mean) : Number(mean.toFixed(1));
}

function minutesOf(downtimes: readonly Interval[], window: Interval): number {
  const ms = downtimes.reduce(
    (sum, { from, until }) =>
      sum +
      Math.max(0, Math.min(until, window.until) - Math.max(from, window.from)),
    0,
  );
  return Number((ms / MINUTE).toFixed(1));
}

function failureChart(picture: Failures): ChartBlock {
  const byHour = picture.kind === "failures-by-hour";
  const all = byHour ? hourLabels : picture.days.map(dayWords);
  const size = byHour ? 2 : Math.ceil(all.length / MAX_POINTS);
  return chartBlock(
    "bar",
    byHour ? "Failures by hour of day" : "Failures by day",
    {
      labels: all.filter((_, index) => index % size === 0),
      unit: "failures",
      series: picture.series.map(({ name, ...one }) => ({
        name,
        values: grouped(byHour ? one.byHour : one.byDay, size),
      })),
    },
  );
}

const hourLabels = Array.from(
  { length: 24 },
  (_, hour) => `${String(hour).padStart(2, "0")}:00`,
);

/** Sums of so many neighbours each. */
export function grouped(values: readonly number[], size: number): number[] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size).reduce((a, b) => a + b, 0),
  );
}

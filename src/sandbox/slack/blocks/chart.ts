import { byType, list, none, number, object, oneOf, string } from "./checks.ts";
import { objectsOf, type Json } from "../json.ts";

const MAX_LABEL = 20;
const MAX_POINTS = 20;
const MAX_SERIES = 6;
const MAX_TITLE = 50;

const point = object({ required: { label: string(MAX_LABEL), value: number } });

const series = object({
  required: { name: string(MAX_LABEL), data: list(1, MAX_POINTS, point) },
});

const axes = object({
  required: { categories: list(1, MAX_POINTS, string(MAX_LABEL)) },
  optional: { x_label: string(MAX_TITLE), y_label: string(MAX_TITLE) },
});

/** Series have their own names and, without gaps, exactly one point for each category. */
function seriesFitCategories(chart: Json, at: string): string[] {
  const { categories } = chart["axis_config"] as { categories: string[] };
  const all = objectsOf(chart["series"]);
  const names = all.map(({ name }) => name);
  return all.flatMap(({ name, data }, index) => {
    const labels = objectsOf(data).map(({ label }) => String(label));
    const problems =
      names.indexOf(name) === index
        ? none
        : [`${at}.series[${index}].name: used twice`];
    return labels.toSorted().join("\n") === categories.toSorted().join("\n")
      ? problems
      : [
          ...problems,
          `${at}.series[${index}].data: not exactly one point for each category`,
        ];
  });
}

const axisChart = (type: string) =>
  object({
    required: {
      type: oneOf(type),
      series: list(1, MAX_SERIES, series),
      axis_config: axes,
    },
    also: seriesFitCategories,
  });

const charts = {
  line: axisChart("line"),
  bar: axisChart("bar"),
  area: axisChart("area"),
  pie: object({
    required: { type: oneOf("pie"), segments: list(1, MAX_SERIES, point) },
  }),
};

export const dataVisualization = object({
  required: {
    type: oneOf("data_visualization"),
    title: string(MAX_TITLE),
    chart: byType(charts, Object.keys(charts), "a chart"),
  },
  optional: { block_id: string(255) },
});

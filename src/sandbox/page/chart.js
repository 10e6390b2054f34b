import { element } from "./dom.js";

const WIDTH = 320;
const HEIGHT = 120;

/** A chart block: lines, areas and bars over the categories, a pie as bars; and the numbers as a table. */
export function drawChart({ title, chart }) {
  const series =
    chart.type === "pie"
      ? [{ name: title, data: chart.segments }]
      : chart.series;
  return element(
    "figure",
    { class: "chart" },
    element("figcaption", {}, title),
    drawPicture(chart.type, series),
    legend(series),
    element("details", {}, element("summary", {}, "Numbers"), numbers(series)),
  );
}

function svg(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes))
    made.setAttribute(name, String(value));
  return made;
}

function drawPicture(type, series) {
  const picture = svg("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    "aria-hidden": "true",
  });
  const values = series.flatMap(({ data }) => data.map(({ value }) => value));
  const top = Math.max(...values, 1);
  const isLine = type === "line" || type === "area";
  for (const [index, { data }] of series.entries())
    picture.append(
      ...(isLine
        ? [line(data, top, index)]
        : bars(data, top, index, series.length)),
    );
  return picture;
}

const heightOf = (value, top) => (Math.max(value, 0) / top) * (HEIGHT - 10);

function line(data, top, index) {
  const step = WIDTH / Math.max(data.length - 1, 1);
  const points = data.map(
    ({ value }, at) => `${at * step},${HEIGHT - 2 - heightOf(value, top)}`,
  );
  return svg("polyline", {
    points: points.join(" "),
    class: `line series-${index}`,
  });
}

function bars(data, top, index, count) {
  const slot = WIDTH / data.length;
  const width = (slot * 0.8) / count;
  return data.map(({ value }, at) => {
    const height = heightOf(value, top);
    return svg("rect", {
      x: at * slot + slot * 0.1 + index * width,
      y: HEIGHT - height,
      width,
      height,
      class: `bar series-${index}`,
    });
  });
}

function legend(series) {
  return element(
    "p",
    { class: "legend" },
    series.map(({ name }, index) =>
      element("span", { class: `series-${index}` }, `■ ${name} `),
    ),
  );
}

function numbers(series) {
  const labels = series[0].data.map(({ label }) => label);
  const row = (tag, cells) =>
    element(
      "tr",
      {},
      cells.map((text) => element(tag, {}, String(text))),
    );
  return element(
    "table",
    {},
    row("th", ["", ...labels]),
    series.map(({ name, data }) =>
      row("td", [name, ...data.map(({ value }) => value)]),
    ),
  );
}

import { x, times, point, chart, testRows } from "./samples.ts";

testRows([
  [
    "a chart's title and names",
    [
      {
        ...chart({
          series: [{ name: x(21), data: [point("a"), point("b")] }],
        }),
        title: x(51),
      },
    ],
    [
      "blocks[0].title: 51 characters, 50 allowed",
      "blocks[0].chart.series[0].name: 21 characters, 20 allowed",
    ],
  ],
  [
    "a gap in a chart",
    [chart({ series: [{ name: "s", data: [point("a")] }] })],
    ["blocks[0].chart.series[0].data: not exactly one point for each category"],
  ],
  [
    "two series of one name",
    [
      chart({
        series: times(2, () => ({ name: "s", data: [point("a"), point("b")] })),
      }),
    ],
    ["blocks[0].chart.series[1].name: used twice"],
  ],
  [
    "7 series of 21 points",
    [
      chart({
        series: times(7, (i) => ({
          name: `s${i}`,
          data: times(i === 0 ? 21 : 2, (j) => point(`p${j}`)),
        })),
      }),
    ],
    [
      "blocks[0].chart.series[0].data: 21 items, 20 allowed",
      "blocks[0].chart.series: 7 items, 6 allowed",
    ],
  ],
]);

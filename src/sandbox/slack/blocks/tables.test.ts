import { x, times, cell, testRows } from "./samples.ts";

testRows([
  [
    "101 rows",
    [{ type: "table", rows: times(101, () => [cell("x")]) }],
    ["blocks[0].rows: 101 items, 100 allowed"],
  ],
  [
    "21 cells",
    [{ type: "table", rows: [times(21, () => cell("x"))] }],
    ["blocks[0].rows[0]: 21 items, 20 allowed"],
  ],
  [
    "an empty cell",
    [{ type: "table", rows: [[cell("")]] }],
    ["blocks[0].rows[0][0].text: empty"],
  ],
  [
    "too much text in a table",
    [{ type: "table", rows: [[cell(x(6000)), cell(x(4001))]] }],
    ["blocks[0].rows: 10001 characters, 10000 allowed"],
  ],
  [
    "a data table without data",
    [{ type: "data_table", rows: [[cell("a")]] }],
    [
      "blocks[0].caption: missing",
      "blocks[0].rows: 1 items, at least 2 needed",
    ],
  ],
  [
    "a ragged data table",
    [
      {
        type: "data_table",
        caption: "c",
        rows: [[cell("a"), cell("b")], [cell("c")]],
      },
    ],
    ["blocks[0].rows[1]: 1 cells, the header has 2"],
  ],
]);

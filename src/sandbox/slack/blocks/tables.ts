import {
  boolean,
  byType,
  integer,
  list,
  none,
  number,
  object,
  oneOf,
  string,
  tooLong,
  type Check,
} from "./checks.ts";
import { richText } from "./rich-text.ts";
import type { Json } from "../json.ts";

const MAX_ROWS = 100;
const MAX_CELLS = 20;
/** All cells of one table together. */
const MAX_TABLE_TEXT = 10_000;

const cells = {
  raw_text: object({
    required: { type: oneOf("raw_text"), text: string(MAX_TABLE_TEXT) },
  }),
  raw_number: object({
    required: {
      type: oneOf("raw_number"),
      value: number,
      text: string(MAX_TABLE_TEXT),
    },
  }),
  rich_text: richText,
};

const row = list(
  1,
  MAX_CELLS,
  byType(cells, Object.keys(cells), "a table cell"),
);

/** A column that keeps the defaults may be null. */
const columnSetting: Check = (value, at) =>
  value === null
    ? none
    : object({
        optional: {
          align: oneOf("left", "center", "right"),
          is_wrapped: boolean,
        },
      })(value, at);

/** How many characters a reader sees: every `text` below. */
export function visibleText(value: unknown): number {
  if (Array.isArray(value))
    return value.reduce<number>((sum, item) => sum + visibleText(item), 0);
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [field, inner]) =>
      sum +
      (field === "text" && typeof inner === "string"
        ? inner.length
        : visibleText(inner)),
    0,
  );
}

function textInSum(table: Json, at: string): string[] {
  const length = visibleText(table["rows"]);
  return tooLong(" ".repeat(length), MAX_TABLE_TEXT, `${at}.rows`);
}

/** A data_table has the same columns in each row. */
function equalRows(table: Json, at: string): string[] {
  const rows = table["rows"] as unknown[][];
  const width = rows[0]?.length ?? 0;
  return rows.flatMap((cellsOfRow, index) =>
    cellsOfRow.length === width
      ? none
      : [
          `${at}.rows[${index}]: ${cellsOfRow.length} cells, the header has ${width}`,
        ],
  );
}

export const table = object({
  required: { type: oneOf("table"), rows: list(1, MAX_ROWS, row) },
  optional: {
    block_id: string(255),
    column_settings: list(1, MAX_CELLS, columnSetting),
  },
  also: textInSum,
});

export const dataTable = object({
  required: {
    type: oneOf("data_table"),
    caption: string(MAX_TABLE_TEXT),
    // The header, and at least one row of data.
    rows: list(2, MAX_ROWS + 1, row),
  },
  optional: {
    block_id: string(255),
    page_size: integer(1, 100),
    row_header_column_index: integer(0, MAX_CELLS - 1),
  },
  also: (value, at) => [...textInSum(value, at), ...equalRows(value, at)],
});

import { cpus, totalmem } from "node:os";
import { megabytes } from "./figures.ts";
import type { Table } from "./measurement.ts";

/** More rows than this do not fit beside each other. */
const MOST_BESIDE = 6;

/** A table for a terminal: each row is a block of named figures, since the names are longer than the figures. */
export function asText(table: Table): string {
  const { title, how, head, rows } = table;
  if (rows.length > MOST_BESIDE) return asLines(table);
  const width = Math.max(...head.map((name) => name.length));
  const lines = head.map((name, column) =>
    [
      name.padEnd(width),
      ...rows.map((row) => (row[column] ?? "").padEnd(widthOf(rows))),
    ].join("  "),
  );
  return [`${title}: ${how}`, ...lines].join("\n");
}

/** The same where there are many rows: each is a line. */
function asLines({ title, how, head, rows }: Table): string {
  const widths = head.map((_, column) =>
    widthOf([head, ...rows].map((row) => [row[column] ?? ""])),
  );
  const lines = [head, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return [`${title}: ${how}`, ...lines].join("\n");
}

function widthOf(rows: readonly string[][]): number {
  return Math.max(...rows.flat().map((cell) => cell.length));
}

/** The same for docs/benchmarks.md. */
export function asMarkdown({ title, how, head, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    `### ${title}`,
    "",
    how,
    "",
    line(head),
    line(head.map(() => "---")),
    ...rows.map(line),
  ].join("\n");
}

/** Where and when the figures were taken. */
export function circumstances(postgres: string, load: number): string {
  const processors = cpus();
  const model = processors[0]?.model ?? "unknown processor";
  return [
    new Date().toISOString().slice(0, 10),
    `${processors.length} × ${model}`,
    `${megabytes(totalmem())} memory`,
    `Node ${process.version}`,
    `PostgreSQL ${postgres}`,
    `load before the run ${load.toFixed(2)}`,
  ].join(", ");
}

import { cpus, totalmem } from "node:os";
import { megabytes } from "./figures.ts";
import type { Table } from "./measurement.ts";

/** A table for a terminal: each row is a block of named figures, since the names are longer than the figures. */
export function asText({ title, how, head, rows }: Table): string {
  const width = Math.max(...head.map((name) => name.length));
  const lines = head.map((name, column) =>
    [
      name.padEnd(width),
      ...rows.map((row) => (row[column] ?? "").padEnd(widthOf(rows))),
    ].join("  "),
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

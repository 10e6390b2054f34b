import type { Command } from "./command.ts";
import { commands } from "./index.ts";

/** All verbs with every way to type them, as a Markdown table in the form that Prettier leaves alone. */
export function commandTable(): string {
  const rows = [["Type", "What it does"], ...commands.map(row)];
  const widths = [0, 1].map((column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  const rule = widths.map((width) => "-".repeat(width));
  return [head, rule, ...body].map(line).join("\n");
}

function row({ usage, summary }: Command): string[] {
  const examples = usage.map((words) => `\`/allswell ${words}`.trimEnd() + "`");
  return [examples.join("<br>"), summary].map((cell) =>
    cell.replaceAll("|", "\\|"),
  );
}

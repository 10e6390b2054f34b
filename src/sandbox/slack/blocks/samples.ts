import assert from "node:assert/strict";
import { test } from "node:test";
import { problemsWithBlocks, type Surface } from "../block-rules.ts";

export const x = (length: number): string => "x".repeat(length);
export const plain = (text: string) => ({ type: "plain_text", text });
export const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
export const times = <T>(count: number, item: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => item(index));

export const option = (value: string) => ({ text: plain(value), value });
export const options = (count: number) => times(count, (i) => option(`o${i}`));
export const button = (more: object = {}) => ({
  type: "button",
  text: plain("Go"),
  ...more,
});
export const section = (accessory: object) => ({
  type: "section",
  text: plain("s"),
  accessory,
});
export const actions = (...elements: object[]) => ({
  type: "actions",
  elements,
});
export const input = (element: object, more: object = {}) => ({
  type: "input",
  label: plain("l"),
  element,
  ...more,
});
export const rich = (...leaves: object[]) => ({
  type: "rich_text",
  elements: [{ type: "rich_text_section", elements: leaves }],
});
export const cell = (text: string) => ({ type: "raw_text", text });
export const point = (label: string) => ({ label, value: 1 });
export const chart = (more: object = {}) => ({
  type: "data_visualization",
  title: "t",
  chart: {
    type: "line",
    series: [{ name: "s", data: [point("a"), point("b")] }],
    axis_config: { categories: ["a", "b"] },
    ...more,
  },
});
export const image = {
  type: "image",
  image_url: "https://a.example/i",
  alt_text: "i",
};
export const select = (more: object = {}) => ({
  type: "static_select",
  options: options(2),
  ...more,
});

/** What is sent, where, and what Slack would say against it. */
export type Row = [
  name: string,
  blocks: unknown,
  problems: string[],
  surface?: Surface,
];

/** One test for each row. */
export function testRows(rows: Row[]): void {
  for (const [name, blocks, problems, surface = "message"] of rows)
    void test(name, () => {
      assert.deepEqual(problemsWithBlocks(surface, blocks), problems);
    });
}

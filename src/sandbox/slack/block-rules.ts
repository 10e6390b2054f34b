import { byType, list, none, tooLong } from "./blocks/checks.ts";
import { layouts, MAX_MARKDOWN } from "./blocks/layout.ts";
import { visibleText } from "./blocks/tables.ts";
import { isJson, objectsOf, type Json } from "./json.ts";

export type Surface = "message" | "modal" | "home";

const everywhere = [
  "section",
  "actions",
  "context",
  "header",
  "divider",
  "image",
  "input",
  "rich_text",
  "video",
];

/**
 * Which blocks may stand where. Where nobody knows (a data_table in a modal, a chart or a container on App Home)
 * the answer is no: what may be refused must not be sent.
 */
const allowed: Record<Surface, string[]> = {
  message: [
    ...everywhere,
    "table",
    "data_table",
    "data_visualization",
    "container",
    "card",
    "carousel",
    "markdown",
    "plan",
    "task_card",
    "context_actions",
  ],
  modal: [...everywhere, "alert"],
  home: [...everywhere, "alert", "card", "carousel"],
};

const maxBlocks: Record<Surface, number> = {
  message: 50,
  modal: 100,
  home: 100,
};
const MAX_TABLES = 1;
const MAX_CHARTS = 2;

/**
 * The text of all blocks of a message together. Slack names no number: refusals are reported from 11,300 characters
 * on, acceptance up to 13,297, so from here on nothing is safe.
 */
export const MAX_MESSAGE_TEXT = 11_000;

/**
 * What Slack would say against these blocks, each problem with its path; an empty list means that they are fine.
 * It does not look at what needs the workspace: whether a file or a user exists.
 */
export function problemsWithBlocks(
  surface: Surface,
  blocks: unknown,
): string[] {
  const check = list(
    0,
    maxBlocks[surface],
    byType(layouts, allowed[surface], `a ${surface}`),
  );
  const problems = check(blocks, "blocks");
  if (!Array.isArray(blocks)) return problems;
  const known = objectsOf(blocks);
  return [
    ...problems,
    ...doubledBlockIds(known),
    ...tooManyOf(known, ["table", "data_table"], MAX_TABLES),
    ...tooManyOf(known, ["data_visualization"], MAX_CHARTS),
    ...markdownInSum(known),
    ...elementsOutOfPlace(surface, blocks),
  ];
}

/** True where chat.postMessage answers msg_blocks_too_long. */
export function blocksTooLong(blocks: unknown): boolean {
  return visibleText(blocks) > MAX_MESSAGE_TEXT;
}

function doubledBlockIds(blocks: Json[]): string[] {
  const ids = blocks.map(({ block_id }) => block_id);
  return ids.flatMap((id, index) =>
    id === undefined || ids.indexOf(id) === index
      ? none
      : [`blocks[${index}].block_id: used twice`],
  );
}

function tooManyOf(blocks: Json[], types: string[], max: number): string[] {
  const count = blocks.filter(({ type }) =>
    types.includes(String(type)),
  ).length;
  return count > max
    ? [`blocks: ${count} of ${types.join(" and ")}, ${max} allowed`]
    : none;
}

function markdownInSum(blocks: Json[]): string[] {
  const text = blocks
    .filter(({ type }) => type === "markdown")
    .map((block) => String(block["text"]));
  return text.length > 1
    ? tooLong(text.join(""), MAX_MARKDOWN, "blocks: markdown in sum")
    : none;
}

/** What only some surfaces have: one focus per view, files and response URLs in modals. */
function elementsOutOfPlace(surface: Surface, blocks: unknown[]): string[] {
  const placed = blocks.flatMap((block, index) =>
    elementsIn(block, `blocks[${index}]`),
  );
  const focused = placed.filter(
    ([, { focus_on_load }]) => focus_on_load === true,
  );
  const problems = focused
    .slice(1)
    .map(([at]) => `${at}.focus_on_load: only one element may have it`);
  if (surface === "modal") return problems;
  for (const [at, element] of placed) {
    if (element["type"] === "file_input")
      problems.push(`${at}: file_input works only in modals`);
    if (element["response_url_enabled"] !== undefined)
      problems.push(`${at}.response_url_enabled: works only in modals`);
  }
  return problems;
}

function elementsIn(block: unknown, at: string): [string, Json][] {
  if (!isJson(block)) return [];
  const { accessory, element, elements } = block;
  const single = { accessory, element };
  return [
    ...Object.entries(single).flatMap(([field, value]): [string, Json][] =>
      isJson(value) ? [[`${at}.${field}`, value]] : [],
    ),
    ...objectsOf(elements).map((value, index): [string, Json] => [
      `${at}.elements[${index}]`,
      value,
    ]),
  ];
}

/** The path of a problem as Slack writes it: "/blocks/3/text/text". */
export function jsonPointer(problem: string): string {
  const path = problem.slice(0, problem.indexOf(": "));
  return `/${path.replaceAll(/\[(\d+)\]/g, ".$1").replaceAll(".", "/")}`;
}

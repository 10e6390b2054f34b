// What people read of Slack's blocks, and what must never be in them.
import { isJson, type Json, objectsOf, textOf } from "../sandbox/slack/json.ts";
import { mrkdwnEntities } from "../sandbox/slack/mrkdwn.ts";
import {
  blocksTooLong,
  problemsWithBlocks,
  problemsWithView,
  viewTooLarge,
} from "../sandbox/slack/blocks.ts";

/** All that is written in blocks, one line for each block or row: "*bold*" and "`code`" as people know them, "[Button]". */
export function wordsOfBlocks(blocks: unknown): string {
  return objectsOf(blocks).map(wordsOfBlock).join("\n");
}

function wordsOfBlock(block: Json): string {
  switch (block["type"]) {
    case "header":
      return textIn(block["text"]);
    case "rich_text":
      return objectsOf(block["elements"]).map(wordsOfGroup).join("\n");
    case "actions":
      return objectsOf(block["elements"])
        .map((element) =>
          element["type"] === "button"
            ? `[${textIn(element["text"])}]`
            : `<${textIn(element["placeholder"])}>`,
        )
        .join(" ");
    case "input":
      return `${textIn(block["label"])}: ____`;
    default:
      return "";
  }
}

function wordsOfGroup(group: Json): string {
  const elements = objectsOf(group["elements"]);
  return group["type"] === "rich_text_list"
    ? elements.map((row) => `• ${wordsOfGroup(row)}`).join("\n")
    : elements.map(wordsOfLeaf).join("");
}

function wordsOfLeaf(leaf: Json): string {
  const { type, text, name, fallback, style } = leaf;
  if (type === "emoji") return `:${String(name)}:`;
  if (type === "date") return String(fallback);
  const { bold, code } = (style ?? {}) as Json;
  const mark = bold === true ? "*" : code === true ? "`" : "";
  return `${mark}${String(text)}${mark}`;
}

function textIn(object: unknown): string {
  return isJson(object) ? (textOf(object["text"]) ?? "") : "";
}

/** Leaves that we mean; a mention or a broadcast in rich text would ring bells. */
const meantLeaves = new Set(["text", "emoji", "date", "link"]);
/** Formatting does nobody harm: it turns a word bold in a notification. */
const harmless = new Set([
  "bold",
  "italic",
  "strike",
  "quote",
  "code",
  "pre",
  "emoji",
]);

/** What is wrong with a message that Slack gets: limits, mentions, links. Empty where it is fine. */
export function problemsWithMessage(message: {
  text?: unknown;
  blocks?: unknown;
}): string[] {
  const text = textOf(message.text) ?? "";
  const entities = mrkdwnEntities(text)
    .filter(({ kind }) => !harmless.has(kind))
    .map(({ kind }) => `text: a ${kind} in ${JSON.stringify(text)}`);
  return [
    ...(text === "" ? ["text: empty"] : []),
    ...entities,
    ...problemsWithBlocks("message", message.blocks),
    ...(blocksTooLong(message.blocks) ? ["blocks: too long together"] : []),
    ...strayParts(message.blocks),
  ];
}

/** The same of a modal. */
export function problemsWithModal(view: unknown): string[] {
  return [
    ...problemsWithView(view),
    ...(viewTooLarge(view as Json) ? ["view: too large"] : []),
    ...strayParts((view as Json)["blocks"]),
  ];
}

/** mrkdwn objects, and leaves of rich text that we do not mean. */
function strayParts(value: unknown, isLeaf = false): string[] {
  if (Array.isArray(value))
    return value.flatMap((part) => strayParts(part, isLeaf));
  if (typeof value !== "object" || value === null) return [];
  const { type } = value as Json;
  const own =
    type === "mrkdwn" || (isLeaf && !meantLeaves.has(String(type)))
      ? [`blocks: a stray ${String(type)}`]
      : [];
  const isRow =
    type === "rich_text_section" || type === "rich_text_preformatted";
  return [
    ...own,
    ...Object.entries(value).flatMap(([field, part]) =>
      strayParts(part, isRow && field === "elements"),
    ),
  ];
}

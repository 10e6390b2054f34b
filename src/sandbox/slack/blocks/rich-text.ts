import {
  boolean,
  byType,
  integer,
  list,
  matching,
  object,
  oneOf,
  string,
  url,
  type Check,
} from "./checks.ts";
import { MAX_TEXT } from "./texts.ts";

/** Slack names no limit for these lists; this only keeps a runaway payload out. */
const MANY = 1000;

const style = object({
  optional: {
    bold: boolean,
    italic: boolean,
    strike: boolean,
    code: boolean,
    underline: boolean,
  },
});

function leaf(
  type: string,
  required: Record<string, Check>,
  optional: Record<string, Check> = {},
): Check {
  return object({
    required: { type: oneOf(type), ...required },
    optional: { style, ...optional },
  });
}

const id = (letters: string): Check =>
  matching(new RegExp(`^[${letters}][A-Z0-9]+$`), `an id in ${letters}…`);

const leaves = {
  text: leaf("text", { text: string(MAX_TEXT) }),
  link: leaf(
    "link",
    { url: url(MAX_TEXT, ["http:", "https:", "mailto:", "tel:"]) },
    { text: string(MAX_TEXT), unsafe: boolean },
  ),
  emoji: leaf(
    "emoji",
    { name: string(100) },
    { unicode: string(100), url: url(MAX_TEXT) },
  ),
  user: leaf("user", { user_id: id("UW") }),
  usergroup: leaf("usergroup", { usergroup_id: id("S") }),
  team: leaf("team", { team_id: id("T") }),
  channel: leaf("channel", { channel_id: id("CGD") }),
  broadcast: leaf("broadcast", {
    range: oneOf("here", "channel", "everyone"),
  }),
  color: leaf("color", { value: matching(/^#[0-9a-f]{6}$/i, "a hex colour") }),
  date: leaf(
    "date",
    {
      timestamp: integer(0, Number.MAX_SAFE_INTEGER),
      format: string(MAX_TEXT),
    },
    { url: url(MAX_TEXT), fallback: string(MAX_TEXT) },
  ),
};

const anyLeaf = byType(leaves, Object.keys(leaves), "rich text");
const plainLeaf = byType(leaves, ["text", "link"], "preformatted rich text");
const border = { border: oneOf(0, 1) };

const section = object({
  required: {
    type: oneOf("rich_text_section"),
    elements: list(0, MANY, anyLeaf),
  },
});

const groups = {
  rich_text_section: section,
  rich_text_list: object({
    required: {
      type: oneOf("rich_text_list"),
      style: oneOf("bullet", "ordered"),
      elements: list(
        1,
        MANY,
        byType(
          { rich_text_section: section },
          ["rich_text_section"],
          "a rich text list",
        ),
      ),
    },
    optional: { indent: integer(0, 8), offset: integer(0, MANY), ...border },
  }),
  rich_text_quote: object({
    required: {
      type: oneOf("rich_text_quote"),
      elements: list(0, MANY, anyLeaf),
    },
    optional: border,
  }),
  rich_text_preformatted: object({
    required: {
      type: oneOf("rich_text_preformatted"),
      elements: list(0, MANY, plainLeaf),
    },
    optional: border,
  }),
};

/** The `elements` of a rich_text block. */
export const richTextElements = list(
  1,
  MANY,
  byType(groups, Object.keys(groups), "rich_text"),
);

/** A whole rich text, as a table cell, a title or an input's first value holds it. */
export const richText = object({
  required: { type: oneOf("rich_text"), elements: richTextElements },
  optional: { block_id: string(255) },
});

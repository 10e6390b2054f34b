import {
  boolean,
  byType,
  list,
  none,
  object,
  oneOf,
  string,
  url,
  type Check,
} from "./checks.ts";
import { dataVisualization } from "./chart.ts";
import { elements, kinds } from "./elements.ts";
import { imageBlock, imageElement } from "./images.ts";
import { richText, richTextElements } from "./rich-text.ts";
import { dataTable, table } from "./tables.ts";
import { anyText, MAX_TEXT, plainText } from "./texts.ts";
import { objectsOf, type Json } from "../json.ts";

export const MAX_MARKDOWN = 12_000;

const blockId = { block_id: string(255) };

function block(
  type: string,
  required: Record<string, Check>,
  optional: Record<string, Check> = {},
  also?: (value: Json, at: string) => string[],
): Check {
  return object({
    required: { type: oneOf(type), ...required },
    optional: { ...blockId, ...optional },
    ...(also === undefined ? {} : { also }),
  });
}

/** Elements of one block are told apart by their action_id. */
function distinctActionIds(value: Json, at: string): string[] {
  const ids = objectsOf(value["elements"]).map(({ action_id }) => action_id);
  return ids.flatMap((id, index) =>
    id === undefined || ids.indexOf(id) === index
      ? none
      : [`${at}.elements[${index}].action_id: used twice in this block`],
  );
}

const section = block(
  "section",
  {},
  {
    text: anyText(MAX_TEXT),
    fields: list(1, 10, anyText(2000)),
    accessory: byType(elements, kinds.section, "section"),
    expand: boolean,
  },
  (value, at) =>
    value["text"] === undefined && value["fields"] === undefined
      ? [`${at}: needs text or fields`]
      : none,
);

const actions = block(
  "actions",
  { elements: list(1, 25, byType(elements, kinds.actions, "actions")) },
  {},
  distinctActionIds,
);

const context = block("context", {
  elements: list(
    1,
    10,
    byType(
      {
        image: imageElement,
        plain_text: anyText(MAX_TEXT),
        mrkdwn: anyText(MAX_TEXT),
      },
      ["image", "plain_text", "mrkdwn"],
      "context",
    ),
  ),
});

const contextActions = block(
  "context_actions",
  {
    elements: list(
      1,
      5,
      byType(elements, kinds.contextActions, "context_actions"),
    ),
  },
  {},
  distinctActionIds,
);

const input = block(
  "input",
  {
    label: plainText(2000),
    element: byType(elements, kinds.input, "input"),
  },
  { hint: plainText(2000), optional: boolean, dispatch_action: boolean },
);

const buttonOnly = byType(elements, ["button"], "card");

const card = block(
  "card",
  {},
  {
    hero_image: imageElement,
    icon: imageElement,
    title: anyText(150),
    subtitle: anyText(150),
    body: anyText(200),
    actions: list(1, 2, buttonOnly),
  },
  (value, at) =>
    ["hero_image", "title", "actions", "body"].every(
      (field) => value[field] === undefined,
    )
      ? [`${at}: needs hero_image, title, actions or body`]
      : none,
);

const carousel = block("carousel", {
  elements: list(1, 10, byType({ card }, ["card"], "carousel")),
});

const taskCard = block(
  "task_card",
  {
    task_id: string(255),
    title: string(MAX_TEXT),
    status: oneOf("pending", "in_progress", "complete", "error"),
  },
  {
    details: richText,
    output: richText,
    sources: list(
      1,
      100,
      object({
        required: {
          type: oneOf("url"),
          url: url(3000),
          text: string(MAX_TEXT),
        },
      }),
    ),
  },
);

const plan = block(
  "plan",
  { title: string(MAX_TEXT) },
  {
    tasks: list(0, 100, byType({ task_card: taskCard }, ["task_card"], "plan")),
  },
);

const video = block(
  "video",
  {
    video_url: url(3000, ["https:"]),
    thumbnail_url: url(3000),
    alt_text: string(2000),
    title: plainText(199),
  },
  {
    title_url: url(3000, ["https:"]),
    author_name: string(49),
    provider_name: string(255),
    provider_icon_url: url(3000),
    description: plainText(MAX_TEXT),
  },
);

const simple: Record<string, Check> = {
  section,
  actions,
  context,
  input,
  table,
  video,
  image: imageBlock,
  divider: block("divider", {}),
  header: block("header", { text: plainText(150) }),
  rich_text: block("rich_text", { elements: richTextElements }),
};

const container = block(
  "container",
  {
    child_blocks: list(1, 10, byType(simple, Object.keys(simple), "container")),
  },
  {
    title: plainText(150),
    rich_text_title: richText,
    subtitle: anyText(150),
    width: oneOf("narrow", "standard", "wide", "full"),
    icon: imageElement,
    is_collapsible: boolean,
    default_collapsed: boolean,
    has_header_divider: boolean,
  },
  (value, at) => [
    ...(value["title"] === undefined && value["rich_text_title"] === undefined
      ? [`${at}: needs title or rich_text_title`]
      : none),
    ...(value["default_collapsed"] === true && value["is_collapsible"] !== true
      ? [`${at}.default_collapsed: needs is_collapsible`]
      : none),
  ],
);

/** Every block kind that an app may send, by its type. */
export const layouts: Record<string, Check> = {
  ...simple,
  alert: block(
    "alert",
    { text: anyText(MAX_TEXT) },
    { level: oneOf("default", "info", "warning", "error", "success") },
  ),
  card,
  carousel,
  container,
  context_actions: contextActions,
  data_table: dataTable,
  data_visualization: dataVisualization,
  markdown: block("markdown", { text: string(MAX_MARKDOWN) }),
  plan,
  task_card: taskCard,
};

import { drawAction, drawImage } from "./actions.js";
import { drawChart } from "./chart.js";
import { element } from "./dom.js";
import { drawRichText, drawText } from "./texts.js";

/** Draws blocks; those that nobody knows are shown as what they are. */
export function drawBlocks(blocks, surface, world) {
  return blocks.map((block) => {
    const draw = drawers[block.type];
    return draw === undefined
      ? element("p", { class: "unknown" }, `(a ${block.type} block)`)
      : draw(block, surface, world);
  });
}

const action = (item, { block_id: id }, surface, world) =>
  drawAction(item, id, surface, world);

function section(block, surface, world) {
  const { text, fields, accessory } = block;
  return element(
    "div",
    { class: "section" },
    element(
      "div",
      {},
      text === undefined ? null : element("div", {}, drawText(text, world)),
      fields === undefined
        ? null
        : element(
            "div",
            { class: "fields" },
            fields.map((field) => element("div", {}, drawText(field, world))),
          ),
    ),
    accessory === undefined ? null : action(accessory, block, surface, world),
  );
}

function actions(block, surface, world) {
  return element(
    "div",
    { class: "actions" },
    block.elements.map((item) => action(item, block, surface, world)),
  );
}

function context({ elements }, _surface, world) {
  return element(
    "div",
    { class: "context" },
    elements.map((item) =>
      element(
        "span",
        {},
        item.type === "image" ? drawImage(item) : drawText(item, world),
      ),
    ),
  );
}

function image(block) {
  return element(
    "figure",
    {},
    block.title === undefined
      ? null
      : element("figcaption", {}, block.title.text),
    drawImage(block),
  );
}

function input(block, surface, world) {
  return element(
    "div",
    { class: "field" },
    element("span", {}, block.label.text),
    action(block.element, block, surface, world),
    block.hint === undefined ? null : element("small", {}, block.hint.text),
  );
}

function cell(content, tag, world) {
  return element(
    tag,
    tag === "th" ? { scope: "col" } : {},
    content.type === "rich_text"
      ? drawRichText(content, world)
      : (content.text ?? ""),
  );
}

function table({ rows, caption, type }, _surface, world) {
  const isHeader = (index) => type === "data_table" && index === 0;
  return element(
    "table",
    {},
    caption === undefined ? null : element("caption", {}, caption),
    rows.map((row, index) =>
      element(
        "tr",
        {},
        row.map((content) =>
          cell(content, isHeader(index) ? "th" : "td", world),
        ),
      ),
    ),
  );
}

function card(block, surface, world) {
  return element(
    "div",
    { class: "card" },
    element("strong", {}, drawText(block.title, world)),
    element("div", {}, drawText(block.subtitle, world)),
    element("div", {}, drawText(block.body, world)),
    (block.actions ?? []).map((item) => action(item, block, surface, world)),
  );
}

function container(block, surface, world) {
  const title =
    block.rich_text_title === undefined
      ? drawText(block.title, world)
      : drawRichText(block.rich_text_title, world);
  const isFolded = block.is_collapsible === true;
  return element(
    isFolded ? "details" : "div",
    isFolded
      ? { class: "card", open: block.default_collapsed !== true }
      : { class: "card" },
    element(isFolded ? "summary" : "strong", {}, title),
    drawBlocks(block.child_blocks, surface, world),
  );
}

const drawers = {
  section,
  actions,
  context,
  context_actions: actions,
  image,
  input,
  table,
  data_table: table,
  card,
  container,
  data_visualization: drawChart,
  divider: () => element("hr"),
  header: ({ text }, _surface, world) =>
    element("h3", {}, drawText(text, world)),
  rich_text: (block, _surface, world) =>
    element("div", { class: "rich-text" }, drawRichText(block, world)),
  markdown: ({ text }) => element("div", { class: "markdown" }, text),
  alert: ({ text, level = "default" }, _surface, world) =>
    element("div", { class: `alert ${level}` }, drawText(text, world)),
  carousel: ({ elements }, surface, world) =>
    element("div", { class: "carousel" }, drawBlocks(elements, surface, world)),
};

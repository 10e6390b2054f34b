import { emoji, withEmoji } from "./emoji.js";
import { drawDate, drawTokens, link, mention } from "./mrkdwn.js";
import { element } from "./dom.js";

/** A text object: plain, or mrkdwn with the tokens that the server made. */
export function drawText(text, world) {
  if (text === undefined || text === null) return [];
  return text.tokens === undefined
    ? withEmoji(text.text)
    : drawTokens(text.tokens, world);
}

const styleTags = [
  ["bold", "strong"],
  ["italic", "em"],
  ["strike", "s"],
  ["underline", "u"],
  ["code", "code"],
];

/** A rich text: sections, lists, quotations, preformatted text. */
export function drawRichText({ elements }, world) {
  return elements.map((group) => drawGroup(group, world));
}

function drawGroup(group, world) {
  const leaves = () => group.elements.map((leaf) => drawLeaf(leaf, world));
  switch (group.type) {
    case "rich_text_list":
      return element(
        group.style === "ordered" ? "ol" : "ul",
        { class: `indent-${group.indent ?? 0}` },
        group.elements.map((item) =>
          element(
            "li",
            {},
            item.elements.map((leaf) => drawLeaf(leaf, world)),
          ),
        ),
      );
    case "rich_text_quote":
      return element("blockquote", {}, leaves());
    case "rich_text_preformatted":
      return element("pre", {}, leaves());
    default:
      return element("p", {}, leaves());
  }
}

function drawLeaf(leaf, world) {
  let drawn = bareLeaf(leaf, world);
  for (const [style, tag] of styleTags)
    if (leaf.style?.[style] === true) drawn = element(tag, {}, drawn);
  return drawn;
}

function bareLeaf(leaf, world) {
  switch (leaf.type) {
    case "link":
      return link(leaf.url, leaf.text ?? leaf.url);
    case "emoji":
      return emoji(leaf.name);
    case "user":
      return mention(`@${world.nameOf(leaf.user_id) ?? leaf.user_id}`);
    case "channel":
      return mention(`#${world.names[leaf.channel_id] ?? leaf.channel_id}`);
    case "broadcast":
      return mention(`@${leaf.range}`, "loud");
    case "date":
      return drawDate({ text: leaf.fallback ?? "", ...leaf }, world);
    case "text":
      return leaf.text;
    default:
      return leaf.value ?? leaf.usergroup_id ?? leaf.team_id ?? "";
  }
}

import { button, element } from "./dom.js";
import { makeField } from "./fields.js";
import { drawText } from "./texts.js";

/**
 * An interactive element outside of a form: pressing it or choosing in it tells the app. `surface` knows where it stands
 * (`place`), what is entered (`held`) and how to tell (`press`).
 */
export function drawAction(item, blockId, surface, world) {
  const held = surface.held(blockId, item.action_id);
  const key = `${surface.key} ${blockId} ${item.action_id}`;
  const tell = (value) => surface.press(item, blockId, value);
  switch (item.type) {
    case "button":
    case "icon_button":
    case "workflow_button":
      return pressButton(item, () => tell(undefined), key, world);
    case "overflow":
      return overflow(item, tell, key, world);
    case "feedback_buttons":
      return [item.positive_button, item.negative_button].map((one) =>
        pressButton(one, () => tell(one.value), `${key} ${one.value}`, world),
      );
    case "image":
      return drawImage(item);
    default: {
      const field = makeField(item, held, world, surface.place, () =>
        tell(field.value()),
      );
      field.node.dataset.key = key;
      if (item.placeholder !== undefined)
        field.node.ariaLabel = item.placeholder.text;
      return field.node;
    }
  }
}

function pressButton(item, tell, key, world) {
  const act = async () => {
    await tell();
    if (item.url !== undefined) window.open(item.url, "_blank", "noopener");
  };
  return button(drawText(item.text, world), act, {
    class: item.style ?? "",
    title: item.url ?? item.accessibility_label,
    data: { key },
  });
}

function overflow(item, tell, key, world) {
  const details = element(
    "details",
    { class: "overflow", data: { key: `${key} menu` } },
    element("summary", { "aria-label": "More", data: { key } }, "⋯"),
    element(
      "div",
      {},
      item.options.map((option) =>
        button(drawText(option.text, world), async () => {
          details.open = false;
          await tell(option.value);
        }),
      ),
    ),
  );
  return details;
}

/** Pictures of the sandbox's own Slack are shown; for any other there are only the words. */
export function drawImage({ alt_text: alt, slack_file: file }) {
  if (file?.id !== undefined)
    return element("img", { src: `slack/files/${file.id}`, alt, title: alt });
  return element("span", { class: "picture", role: "img" }, `🖼 ${alt}`);
}

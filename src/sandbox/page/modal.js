import { drawBlocks } from "./blocks.js";
import { button, element, isThere, replace } from "./dom.js";
import { makeField } from "./fields.js";

const dialog = document.querySelector("#modal");
const question = document.querySelector("#confirm");

/** What the dialog shows now. */
let shown = "";
let fields = [];
let errorPlaces = new Map();

/** Shows the modal that is in front, or none. What was typed stays while the same modal is shown. */
export function showModal(view, world, act) {
  if (view === null) {
    shown = "";
    if (dialog.open) dialog.close();
    return;
  }
  const key = `${world.me} ${view.id} ${view.hash}`;
  if (key === shown) return;
  const typed = shown.startsWith(`${world.me} ${view.id} `) ? valuesOf() : {};
  shown = key;
  draw(view, world, act, typed);
  if (!dialog.open) dialog.showModal();
}

function draw(view, world, act, typed) {
  fields = [];
  errorPlaces = new Map();
  const surface = {
    key: view.id,
    place: { view_id: view.id },
    held: (blockId, actionId) => view.state.values[blockId]?.[actionId],
    press: (item, blockId, value) =>
      act.press({ view_id: view.id, values: valuesOf() }, item, blockId, value),
  };
  const form = element(
    "form",
    { noValidate: true },
    element("h2", { id: "modal-title" }, view.title.text),
    element(
      "div",
      { class: "modal-body" },
      view.blocks.map((block) =>
        block.type === "input"
          ? drawInput(block, surface, world, typed)
          : drawBlocks([block], surface, world),
      ),
    ),
    element("p", { class: "error", role: "alert", id: "modal-error" }),
    element(
      "footer",
      {},
      button(view.close?.text ?? "Close", () => act.close(view.id)),
      !isThere(view.submit) ? null : element("button", {}, view.submit.text),
    ),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void submit(view, act);
  });
  replace(dialog, form);
  fields.find(({ item }) => item.focus_on_load === true)?.node.focus();
}

function drawInput(block, surface, world, typed) {
  const { block_id: blockId, element: item } = block;
  const tell = () => {
    if (block.dispatch_action === true)
      void surface.press(item, blockId, field.value());
  };
  const field = makeField(
    item,
    surface.held(blockId, item.action_id),
    world,
    surface.place,
    tell,
  );
  const kept = typed[blockId]?.[item.action_id];
  if (typeof kept === "string" && "value" in field.node)
    field.node.value = kept;
  field.node.dataset.key = `${surface.key} ${blockId} ${item.action_id}`;
  fields.push({ blockId, item, node: field.node, value: field.value });
  const error = element("span", { class: "error", role: "alert" });
  errorPlaces.set(blockId, error);
  const isOptional = block.optional === true ? " (optional)" : "";
  const isGroup = field.node.tagName === "DIV";
  return element(
    isGroup ? "fieldset" : "label",
    { class: "field" },
    element(isGroup ? "legend" : "span", {}, block.label.text + isOptional),
    field.node,
    block.hint === undefined ? null : element("small", {}, block.hint.text),
    error,
  );
}

/** By block and element, as the control routes want them. */
function valuesOf() {
  const values = {};
  for (const { blockId, item, value } of fields) {
    const entered = value();
    if (entered !== undefined)
      values[blockId] = { ...values[blockId], [item.action_id]: entered };
  }
  return values;
}

async function submit(view, act) {
  for (const place of errorPlaces.values()) place.textContent = "";
  const seen = await act.submit(view.id, valuesOf());
  const whole = dialog.querySelector("#modal-error");
  if (whole !== null)
    whole.textContent = [seen.notice, ...(seen.problems ?? [])]
      .filter((words) => words !== undefined)
      .join(" — ");
  for (const [blockId, words] of Object.entries(seen.errors ?? {})) {
    const place = errorPlaces.get(blockId);
    if (place !== undefined) place.textContent = words;
  }
  const first = Object.keys(seen.errors ?? {})[0];
  fields.find(({ blockId }) => blockId === first)?.node.focus();
}

/** The escape key closes as the button does. */
export function onEscape(close) {
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    void close();
  });
}

/** Asks "are you sure?" as the element wants it; an element without a question is sure. */
export function askToConfirm(confirm, world) {
  if (confirm === undefined) return Promise.resolve(undefined);
  const { promise, resolve } = Promise.withResolvers();
  const answer = (isSure) => {
    question.close();
    resolve(isSure);
  };
  replace(
    question,
    element(
      "h2",
      { id: "confirm-title" },
      confirm.title?.text ?? "Are you sure?",
    ),
    drawBlocks([{ type: "section", text: confirm.text }], {}, world),
    element(
      "footer",
      {},
      button(confirm.deny?.text ?? "Cancel", () => answer(false)),
      button(confirm.confirm?.text ?? "Yes", () => answer(true), {
        class: confirm.style ?? "primary",
      }),
    ),
  );
  question.oncancel = () => resolve(false);
  question.showModal();
  return promise;
}

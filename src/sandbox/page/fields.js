import { act, post } from "./api.js";
import { element, isThere, select } from "./dom.js";
import { drawText } from "./texts.js";

/**
 * A field that holds what a person enters into an element: `node` to be shown, `value` as the control routes want it, null
 * for nothing. `changed` is called when something was entered.
 */
export function makeField(item, held, world, place, changed) {
  const make = makers[item.type] ?? unsupported;
  return make(item, held ?? {}, world, changed, place);
}

const text =
  (type, more = {}) =>
  (item, held, _world, changed) => {
    const input = element(item.multiline === true ? "textarea" : "input", {
      ...(item.multiline === true ? { rows: 3 } : { type }),
      ...more,
      value: held.value ?? "",
      placeholder: item.placeholder?.text ?? "",
    });
    input.addEventListener("change", changed);
    return { node: input, value: () => input.value || null };
  };

const picker = (type, field) => (_item, held, _world, changed) => {
  const input = element("input", { type, value: held[field] ?? "" });
  input.addEventListener("change", changed);
  return { node: input, value: () => input.value || null };
};

/** Slack shows and takes the zone of the person's own machine, and sends seconds. */
function dateTime(_item, held, _world, changed) {
  const at = held.selected_date_time;
  const local = (seconds) => {
    const date = new Date(seconds * 1000);
    const shifted = date.getTime() - date.getTimezoneOffset() * 60_000;
    return new Date(shifted).toISOString().slice(0, 16);
  };
  const input = element("input", {
    type: "datetime-local",
    value: typeof at === "number" ? local(at) : "",
  });
  input.addEventListener("change", changed);
  return {
    node: input,
    value: () =>
      input.value === "" ? null : Math.floor(new Date(input.value) / 1000),
  };
}

/** One or several of a list of `[value, label]`. */
function menu(choices, chosen, several, placeholder, changed) {
  const made = select(
    choices,
    several ? { multiple: true, size: Math.min(5, choices.length) } : {},
    several ? undefined : placeholder,
  );
  for (const option of made.options)
    option.selected = chosen.includes(option.value);
  if (!several && chosen.length === 0) made.value = "";
  made.addEventListener("change", changed);
  const values = () => [...made.selectedOptions].map(({ value }) => value);
  return {
    node: made,
    value: () => (several ? values() : made.value || null),
  };
}

const optionPairs = (options) =>
  options.map(({ value, text: label }) => [value, label.text]);

function staticMenu(item, held, _world, changed) {
  const several = item.type.startsWith("multi_");
  const options = [
    ...(item.options ?? []),
    ...(item.option_groups ?? []).flatMap((group) => group.options),
  ];
  const chosen = several ? held.selected_options : [held.selected_option];
  return menu(
    optionPairs(options),
    (chosen ?? []).filter(isThere).map(({ value }) => value),
    several,
    item.placeholder?.text ?? "Choose…",
    changed,
  );
}

const idMenu = (field, pairs) => (item, held, world, changed) => {
  const several = item.type.startsWith("multi_");
  const chosen = several ? held[`${field}s`] : [held[field]];
  return menu(
    pairs(world),
    (chosen ?? []).filter(isThere),
    several,
    item.placeholder?.text ?? "Choose…",
    changed,
  );
};

const people = (world) =>
  world.people.map(({ id, realName }) => [id, realName]);
const channels = (world) =>
  world.channels
    .filter(({ kind }) => kind === "public")
    .map(({ id, name }) => [id, `#${name}`]);
const conversations = (world) => [
  ...world.channels.map(({ id, name }) => [id, `#${name}`]),
  [world.direct, `@${world.app.name}`],
];

/** Checkboxes and radio buttons. */
function boxes(item, held, world, changed) {
  const isRadio = item.type === "radio_buttons";
  const chosen = isRadio ? [held.selected_option] : held.selected_options;
  const values = (chosen ?? []).map((option) => option?.value);
  const name = `${item.action_id}-${Math.random()}`;
  const inputs = item.options.map((option) =>
    element("input", {
      type: isRadio ? "radio" : "checkbox",
      name,
      value: option.value,
      checked: values.includes(option.value),
    }),
  );
  const node = element(
    "div",
    { class: "boxes" },
    item.options.map((option, index) =>
      element(
        "label",
        {},
        inputs[index],
        " ",
        drawText(option.text, world),
        option.description === undefined
          ? null
          : element("small", {}, drawText(option.description, world)),
      ),
    ),
  );
  node.addEventListener("change", changed);
  const checked = () =>
    inputs.filter((input) => input.checked).map(({ value }) => value);
  return {
    node,
    value: () => (isRadio ? (checked()[0] ?? null) : checked()),
  };
}

/** The app is asked for the choices while one types. */
function external(item, held, world, changed, place) {
  const several = item.type.startsWith("multi_");
  const first = several
    ? (held.selected_options ?? [])
    : [held.selected_option].filter(isThere);
  let choices = menu(
    optionPairs(first),
    first.map(({ value }) => value),
    several,
    "Nothing chosen",
    changed,
  );
  const said = element("small", { role: "status" });
  const query = element("input", {
    type: "search",
    placeholder: item.placeholder?.text ?? "Type to search",
    "aria-label": "Search",
  });
  const node = element("div", { class: "external" }, query, choices.node, said);
  query.addEventListener("input", async () => {
    const offer = await act("options", {
      user: world.me,
      ...place,
      action_id: item.action_id,
      value: query.value,
    });
    const offered = menu(
      optionPairs(offer.options),
      [],
      several,
      `${offer.options.length} found`,
      changed,
    );
    choices.node.replaceWith(offered.node);
    choices = offered;
    said.textContent = offer.problems?.join("; ") ?? offer.notice ?? "";
  });
  return { node, value: () => choices.value() };
}

/** Slack takes a file as soon as it is chosen; the form then carries its id. */
function file(_item, held, world, changed) {
  let ids = (held.files ?? []).map(({ id }) => id);
  const input = element("input", { type: "file" });
  const said = element("small", { role: "status" });
  input.addEventListener("change", async () => {
    const [chosen] = input.files;
    if (chosen === undefined) return;
    const { id } = await post("slack/files", {
      user: world.me,
      name: chosen.name,
      content: await chosen.text(),
    });
    ids = [id];
    said.textContent = `${chosen.name} is in Slack`;
    changed();
  });
  return { node: element("div", {}, input, said), value: () => ids };
}

function unsupported(item) {
  const node = element("em", {}, `${item.type} cannot be used here`);
  return { node, value: () => undefined };
}

const makers = {
  plain_text_input: text("text"),
  email_text_input: text("email"),
  url_text_input: text("text", { inputMode: "url" }),
  number_input: text("text", { inputMode: "decimal" }),
  file_input: file,
  rich_text_input: (item, held, world, changed) =>
    text("text")({ ...item, multiline: true }, {}, world, changed),
  datepicker: picker("date", "selected_date"),
  timepicker: picker("time", "selected_time"),
  datetimepicker: dateTime,
  static_select: staticMenu,
  multi_static_select: staticMenu,
  external_select: external,
  multi_external_select: external,
  users_select: idMenu("selected_user", people),
  multi_users_select: idMenu("selected_user", people),
  channels_select: idMenu("selected_channel", channels),
  multi_channels_select: idMenu("selected_channel", channels),
  conversations_select: idMenu("selected_conversation", conversations),
  multi_conversations_select: idMenu("selected_conversation", conversations),
  checkboxes: boxes,
  radio_buttons: boxes,
};

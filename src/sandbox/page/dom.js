/** What is neither undefined nor null. */
export const isThere = (value) => value !== undefined && value !== null;

/**
 * Makes an element. Children are nodes or texts; null and undefined are left out. A text is only ever a text: nothing that
 * comes from the server can become markup.
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (!isThere(value)) continue;
    if (name === "class") made.className = value;
    else if (name === "data") Object.assign(made.dataset, value);
    else if (name.startsWith("aria-") || name === "role")
      made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children.flat(Infinity).filter(isThere));
  return made;
}

/** The heading of a section, with how many there are. */
export function heading(text, count) {
  const badge =
    count === undefined ? null : element("span", { class: "count" }, count);
  return element("h2", {}, text, badge);
}

/** A button that does something; while it does, pressing it again has no effect. It keeps the focus, as a disabled one would not. */
export function button(label, act, properties = {}) {
  const made = element("button", { type: "button", ...properties }, label);
  let isBusy = false;
  made.addEventListener("click", async () => {
    if (isBusy) return;
    isBusy = true;
    made.setAttribute("aria-busy", "true");
    try {
      await act();
    } finally {
      isBusy = false;
      made.removeAttribute("aria-busy");
    }
  });
  return made;
}

/** A select of `[value, label]` pairs; with a placeholder nothing is chosen at first. */
export function select(choices, properties = {}, placeholder) {
  const made = element(
    "select",
    properties,
    placeholder === undefined
      ? null
      : element("option", { value: "" }, placeholder),
    choices.map(([value, label]) => element("option", { value }, label)),
  );
  if (properties.value !== undefined) made.value = properties.value;
  return made;
}

/**
 * Puts new children in the place of the old ones. What a person did to the old ones is done to those of the same
 * `data-key`: the focus, what was folded or unfolded, what was typed and not sent.
 */
export function replace(parent, ...children) {
  const focused = parent.contains(document.activeElement)
    ? document.activeElement.dataset.key
    : undefined;
  const before = new Map(
    keyed(parent).map((node) => [node.dataset.key, handled(node)]),
  );
  parent.replaceChildren(...children.flat(Infinity).filter(isThere));
  for (const node of keyed(parent))
    Object.assign(node, before.get(node.dataset.key));
  if (focused !== undefined)
    parent.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

const keyed = (parent) => [...parent.querySelectorAll("[data-key]")];

function handled(node) {
  if (node.tagName === "DETAILS") return { open: node.open };
  const isTyped = node.matches("input, textarea") && node.value !== "";
  return isTyped ? { value: node.value } : {};
}

/** A time of day, with the date when it was another day. */
export function timeOf(ms) {
  const at = new Date(ms);
  const isToday = at.toDateString() === new Date().toDateString();
  const time = at.toLocaleTimeString([], {
    hour: "2-digit",
    minute: "2-digit",
  });
  return isToday ? time : `${at.toLocaleDateString()} ${time}`;
}

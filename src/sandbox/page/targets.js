import { put } from "./api.js";
import { button, element, heading, select } from "./dom.js";

const ways = {
  http: [
    ["up", "up"],
    ["error", "HTTP 503"],
    ["slow", "slow (3 s)"],
    ["hang", "never answers"],
    ["reset", "cuts the connection"],
    ["refuse", "refuses connections"],
    ["wrong-text", "shows another text"],
    ["drip", "a byte at a time"],
    ["bad-length", "ends too early"],
  ],
  tcp: [
    ["up", "up"],
    ["slow", "slow (3 s)"],
    ["hang", "never answers"],
    ["reset", "cuts the connection"],
    ["refuse", "refuses connections"],
    ["wrong-text", "says something else"],
  ],
};

/** Websites to watch, and ways to break them. */
export function drawTargets({ targets }) {
  return [
    heading("Websites to watch"),
    element(
      "ul",
      { class: "cards" },
      targets.map((target) => element("li", {}, drawTarget(target))),
    ),
  ];
}

function drawTarget({ name, kind, url, way, count }) {
  const set = (next) => put(`targets/${name}/way`, { way: next });
  const chooser = select(ways[kind], {
    value: way.way,
    "aria-label": `How ${name} is`,
    data: { key: `way ${name}` },
  });
  chooser.addEventListener("change", () => void set(chooser.value));
  const isUp = way.way === "up";
  return [
    element(
      "p",
      {},
      element("span", { class: isUp ? "good" : "bad" }, isUp ? "● " : "▲ "),
      element("strong", {}, name),
      element("small", {}, ` ${count} requests`),
    ),
    element("code", {}, url ?? ""),
    element(
      "p",
      { class: "row" },
      button(isUp ? "Break" : "Mend", () => set(isUp ? "error" : "up"), {
        class: isUp ? "danger" : "primary",
        data: { key: `break ${name}` },
        "aria-label": `${isUp ? "Break" : "Mend"} ${name}`,
      }),
      chooser,
    ),
  ];
}

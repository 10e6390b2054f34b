import { post, remove } from "./api.js";
import { button, element, heading, select } from "./dom.js";

const faultWords = [
  ["429", "429 too many requests"],
  ["500", "500"],
  ["html", "503 as a web page"],
  ["error", "an error of its own"],
  ["garbage", "broken JSON"],
  ["reset", "connection cut"],
  ["hang", "no answer"],
  ["accepted-reset", "accepted, then cut"],
  ["accepted-hang", "accepted, no answer"],
  ["accepted-500", "accepted, then 500"],
];
const calls = [
  "slack *",
  "slack chat.postMessage",
  "slack chat.update",
  "slack views.open",
  "slack response_url",
  "x *",
  "x POST /2/tweets",
  "twilio *",
  "twilio CreateMessage",
  "mail *",
];

/** What will go wrong on purpose, and a form to ask for more. */
export function drawFaults({ faults }) {
  return [
    heading("Faults to come", faults.length),
    element(
      "ul",
      { class: "cards" },
      faults.map(({ on, kind, times }) =>
        element("li", {}, element("code", {}, on), ` ${kind}, ${times} ×`),
      ),
    ),
    faultForm(),
    faults.length === 0
      ? null
      : button("Clear", () => remove("faults"), { data: { key: "clear" } }),
  ];
}

function faultForm() {
  const on = element("input", {
    value: "slack chat.postMessage",
    required: true,
    "aria-label": "Which call",
    data: { key: "fault on" },
  });
  on.setAttribute("list", "calls");
  const kind = select(faultWords, {
    "aria-label": "What happens",
    data: { key: "fault kind" },
  });
  const times = element("input", {
    type: "number",
    min: 1,
    value: 1,
    "aria-label": "How often",
    data: { key: "fault times" },
  });
  const form = element(
    "form",
    { class: "faults" },
    on,
    element(
      "datalist",
      { id: "calls" },
      calls.map((value) => element("option", { value })),
    ),
    kind,
    times,
    element("button", { data: { key: "fault add" } }, "Add"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void post("faults", {
      on: on.value,
      kind: kind.value,
      times: Number(times.value),
    });
  });
  return form;
}

// Whatever is filled into a field of a form is taken, or told at a field.
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkTypes } from "../../checks/index.ts";
import { admin } from "../../testing/factory.ts";
import { hostileTexts, hostileVisits } from "../../testing/hostile.ts";
import { problemsWithModal } from "../../testing/slack-words.ts";
import { speakingTools } from "../../testing/speaking-tools.ts";
import type { View } from "../reply.ts";
import { addMonitorForm } from "./add-monitor.ts";
import { namespaceForm } from "./add-namespace.ts";
import { doneView, type Outcome, shownErrors } from "./form.ts";
import { forms } from "./index.ts";
import { submitted } from "./state.ts";

/** Every field of every form, as the only one that holds the text. */
function fieldsOfForms(): {
  id: string;
  metadata: string;
  field: string;
  values: Record<string, string>;
}[] {
  const filled = {
    namespaceSlug: "iati",
    setting_url: "https://a.example/",
    slug: "x",
    name: "X",
    timezone: "UTC",
    remindEveryMs: "4h",
  };
  const of = (view: View, also: Record<string, string> = {}) =>
    view.blocks
      .filter(({ type }) => type === "input")
      .map(({ block_id: field = "" }) => ({
        id: view.callback_id,
        metadata: view.private_metadata ?? "",
        field,
        values: { ...filled, ...also },
      }));
  return [
    ...checkTypes.flatMap((type) =>
      of(addMonitorForm([], { type, all: true })),
    ),
    ...of(namespaceForm()),
    { id: "enter_pin", metadata: "sealed", field: "pin", values: {} },
    ...ofPeople(),
  ];
}

/** The forms about maintenance, who hears, who may what and who is on call. */
function ofPeople(): ReturnType<typeof fieldsOfForms> {
  const filledIn: [string, string, Record<string, string>][] = [
    ["subscribe", "C1", { namespace: "iati", topic: "data*", channel: "C1" }],
    ["give_role", "", { user: "U1", group: "", role: "editor", place: "iati" }],
    [
      "maintenance",
      "",
      {
        title: "DB upgrade",
        scope: "n1",
        start: String(Date.UTC(2027, 10, 22, 22) / 1_000),
        duration: "1h",
        zone: "Europe/London",
        repeat: "once",
        rule: "",
        tell: "yes",
        note: "",
      },
    ],
    ["contact", "", { phone: "", mail: "", forget: "" }],
    [
      "set_rota",
      "1",
      {
        people: "U1,U2",
        every: "7",
        weekday: "1",
        at: "09:00",
        timezone: "UTC",
      },
    ],
  ];
  return filledIn.flatMap(([id, metadata, all]) =>
    Object.keys(all).map((field) => ({
      id,
      metadata,
      field,
      values: Object.fromEntries(
        Object.entries(all).filter(
          ([name, value]) => name !== field && value !== "",
        ),
      ),
    })),
  );
}

function problemsWithOutcome(outcome: Outcome): string[] {
  if (outcome.ok)
    return problemsWithModal(doneView(outcome.text, outcome.blocks));
  const errors = Object.values(shownErrors(outcome.errors));
  return errors.flatMap((error) =>
    error.trim() === "" || error.length > 500 ? [`an error: "${error}"`] : [],
  );
}

test("whatever a field of a form holds is taken or told at a field", async (t) => {
  let current = "";
  const { tools } = await speakingTools(t, () => current);
  const counts = { taken: 0, refused: 0 };
  const all = fieldsOfForms();
  const http = all.filter(
    ({ metadata }) => !metadata.includes("type") || metadata.includes('"http"'),
  );
  const submit = async (
    text: string,
    { id, metadata, field, values }: (typeof all)[number],
  ) => {
    current = text;
    const form = forms.get(id);
    assert.ok(form, id);
    const outcome = await form(
      {
        values: {
          ...values,
          ...submitted({ [field]: { [field]: { value: text } } }),
        },
        metadata,
        actor: admin,
      },
      tools,
    );
    assert.deepEqual(
      problemsWithOutcome(outcome),
      [],
      `${field}: ${text.slice(0, 100)}`,
    );
    counts[outcome.ok ? "taken" : "refused"]++;
  };
  for (const [text, place] of hostileVisits(http, 10))
    await submit(text, place);
  for (const [index, place] of all.entries())
    await submit(hostileTexts[index % hostileTexts.length] ?? "", place);
  for (const metadata of hostileTexts.slice(0, 40))
    for (const id of forms.keys())
      await submit("x", { id, metadata, field: "x", values: {} });
  t.diagnostic(
    `${counts.taken} forms taken, ${counts.refused} told what is wrong at their fields, no crash`,
  );
});

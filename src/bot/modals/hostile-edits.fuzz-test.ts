// Whatever is filled into a form that changes, copies, moves or imports something is taken, or told at a field.
import assert from "node:assert/strict";
import { test } from "node:test";
import { monitorToEdit } from "../../actions/targets/edit-monitor.ts";
import { showNamespace } from "../../actions/namespaces/edit-namespace.ts";
import { serviceToEdit } from "../../actions/targets/edit-service.ts";
import { targetById } from "../../actions/targets/find-target.ts";
import { commandLine } from "../../actions/context.ts";
import { rows } from "../../store/db.ts";
import {
  admin,
  contextOf,
  granted,
  makeMonitor,
} from "../../testing/factory.ts";
import { hostileTexts, hostileVisits } from "../../testing/hostile.ts";
import { problemsWithModal } from "../../testing/slack-words.ts";
import { speakingTools } from "../../testing/speaking-tools.ts";
import { readTrial } from "../trial.ts";
import type { View } from "../reply.ts";
import { copyForm } from "./copy.ts";
import { editMonitorForm } from "./edit-monitor.ts";
import { editNamespaceForm } from "./edit-namespace.ts";
import { editServiceForm } from "./edit-service.ts";
import { doneView, type Outcome, shownErrors } from "./form.ts";
import { importForm } from "./import.ts";
import { forms } from "./index.ts";
import { moveForm } from "./move.ts";
import { renameForm } from "./rename.ts";
import { submitted } from "./state.ts";

function problemsWithOutcome(outcome: Outcome): string[] {
  if (outcome.ok)
    return problemsWithModal(outcome.view ?? doneView(outcome.text));
  return Object.values(shownErrors(outcome.errors)).flatMap((error) =>
    error.trim() === "" || error.length > 500 ? [`an error: "${error}"`] : [],
  );
}

/** What a form is sent with where nobody touches it. */
function untouched({ blocks }: View): Record<string, string> {
  const entries = blocks.flatMap(({ block_id: id = "", element }) => {
    const initial = (element as { initial_value?: string } | undefined)
      ?.initial_value;
    return initial === undefined ? [] : [[id, initial]];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

test("whatever a field of a form for changes holds is taken or told at a field, and the form can be opened again", async (t) => {
  let current = "";
  const { store, tools } = await speakingTools(t, () => current);
  const added = await makeMonitor(store, {
    serviceName: "Second",
    monitorName: "second",
    secrets: { secretValue: "hunter2hunter2" },
  });
  const context = contextOf(store);
  const ids = { monitorId: added.monitor.id, serviceId: added.service.id };
  const target = async () =>
    granted(await targetById(store.db, { monitorId: ids.monitorId })).target;
  const service = async () => ({
    ...(await target()),
    monitorId: null,
    monitorName: null,
  });
  const iati = async () => granted(await showNamespace(context, "iati"));
  const places = [(await iati()).namespace];
  const openers: (() => Promise<View>)[] = [
    async () =>
      editMonitorForm(granted(await monitorToEdit(context, ids.monitorId))),
    async () =>
      editServiceForm(await service(), await serviceToEdit(context, ids), [
        { id: ids.monitorId, name: (await target()).monitorName ?? "" },
      ]),
    async () => editNamespaceForm(await iati()),
    async () => copyForm(await service(), places),
    async () => copyForm(await target(), places),
    async () => moveForm(await service(), places),
    async () => moveForm(await target(), places),
    async () => renameForm(await service()),
    async () => renameForm(await target()),
    async () => importForm({ takesFiles: true }),
  ];
  const fields: { open: () => Promise<View>; field: string }[] = [];
  for (const open of openers)
    for (const { type, block_id: field = "" } of (await open()).blocks)
      if (type === "input") fields.push({ open, field });
  const counts = { taken: 0, refused: 0 };
  const visits = [...hostileVisits(fields, fields.length)];
  // Of the long public lists every third: each visit is a form's whole way through the database.
  const some = visits.filter(
    (_, index) => index < hostileTexts.length || index % 3 === 0,
  );
  for (const [text, { open, field }] of some) {
    current = text;
    const view = await open();
    assert.deepEqual(problemsWithModal(view), [], text.slice(0, 80));
    const values = {
      ...untouched(view),
      namespaceSlug: "iati",
      ...submitted({ [field]: { [field]: { value: text } } }),
    };
    const metadata = view.private_metadata ?? "";
    const outcome = await forms.get(view.callback_id)?.(
      { values, metadata, actor: admin },
      tools,
    );
    assert.ok(outcome);
    assert.deepEqual(
      problemsWithOutcome(outcome),
      [],
      `${view.callback_id} ${field}: ${text.slice(0, 100)}`,
    );
    await readTrial(
      { callbackId: view.callback_id, metadata, values },
      commandLine,
      tools,
    );
    counts[outcome.ok ? "taken" : "refused"]++;
  }
  const copies = await rows(store.db, "SELECT 1 FROM services");
  t.diagnostic(
    `${counts.taken} forms taken, ${counts.refused} told what is wrong, ${copies.length} services at the end`,
  );
});

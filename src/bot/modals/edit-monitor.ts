import { createHash } from "node:crypto";
import * as z from "zod";
import { refuse } from "../../actions/context.ts";
import {
  editMonitor,
  type MonitorToEdit,
} from "../../actions/targets/edit-monitor.ts";
import { type Block, lines, plain, text } from "../../base/slack-blocks.ts";
import { type Field, fieldsOf } from "../../checks/fields.ts";
import { findCheck } from "../../checks/index.ts";
import { fullName } from "../../actions/targets/find-target.ts";
import type { Tools } from "../commands/command.ts";
import { type EditDraft, editRequest } from "../edit-request.ts";
import { commonFields } from "../monitor-request.ts";
import type { View } from "../reply.ts";
import { editedSentence } from "../sentences.ts";
import { scheduleLines, SETTING } from "./add-monitor-draft.ts";
import { errorsAt, OTHER_VERSION } from "./errors.ts";
import { input, settingInput, textElement, typed } from "./fields.ts";
import type { Outcome, Submission } from "./form.ts";
import { testBlock } from "./test-block.ts";
import { everyBlock, flagsBlock, timingBlocks } from "./timing-blocks.ts";
import { reader } from "../buttons/values.ts";

export const EDIT_MONITOR = "edit_monitor";

/** Slack takes no longer text into a field: what is longer is edited in words or in a file. */
const LONGEST_INITIAL = 3_000;

type Shown = Omit<MonitorToEdit, "ok">;

const metadata = z.object({ monitorId: z.int32(), was: z.string() });

/** The form with all that a monitor is. */
export function editMonitorForm(shown: Shown): View {
  const { monitor, target } = shown;
  return {
    type: "modal",
    callback_id: EDIT_MONITOR,
    private_metadata: JSON.stringify({
      monitorId: monitor.id,
      was: fingerprint(shown),
    } satisfies z.infer<typeof metadata>),
    title: plain("Edit a monitor"),
    submit: plain("Save"),
    close: plain("Cancel"),
    blocks: [
      lines([
        text(fullName(target), "bold"),
        text(`, ${findCheck(monitor.type)?.label ?? monitor.type}`),
      ]),
      input({
        id: "monitorName",
        label: "Monitor",
        element: textElement({ initial: monitor.name }),
      }),
      ...settingBlocks(shown),
      everyBlock(monitor.everyMs),
      ...timingBlocks(monitor),
      flagsBlock({ isEssential: monitor.essential, asksPrivate: false }),
      ...(findCheck(monitor.type)?.hears === undefined ? [testBlock()] : []),
    ],
  };
}

function settingBlocks({ monitor, secretNames }: Shown): Block[] {
  return fieldsToEdit(monitor).map((field) => ({
    ...settingInput(
      field,
      field.kind === "secret"
        ? { isSet: secretNames.includes(field.name) }
        : { value: monitor.settings[field.name] ?? field.default },
    ),
    block_id: `${SETTING}${field.name}`,
  }));
}

/** The settings that the form shows. */
function fieldsToEdit({
  type,
  settings,
}: Pick<Shown["monitor"], "type" | "settings">): Field[] {
  const check = findCheck(type);
  return check === undefined
    ? []
    : fieldsOf(check.settings).filter(
        ({ name }) => (typed(settings[name]) ?? "").length <= LONGEST_INITIAL,
      );
}

/** Tells whether somebody else changed it since the form was opened. */
function fingerprint({
  monitor,
  secretNames,
}: Pick<Shown, "monitor" | "secretNames">): string {
  const { revision: _, remembered: __, ...fields } = monitor;
  return createHash("sha256")
    .update(JSON.stringify([fields, secretNames.toSorted()]))
    .digest("hex")
    .slice(0, 16);
}

export const readEditMetadata = reader(metadata);

/** What the form says; all its fields, so that what was emptied is taken away. */
export function editDraftOf(
  monitor: Shown["monitor"],
  values: Record<string, string>,
): EditDraft {
  const settings = fieldsToEdit(monitor).map(({ name, kind }) => [
    name,
    values[SETTING + name] ?? (kind === "yes-no" ? "no" : ""),
  ]);
  const schedule = scheduleLines(values);
  const draft: EditDraft = {
    monitorName: values["monitorName"] ?? "",
    essential: (values["flags"] ?? "").split(",").includes("essential"),
    schedule,
    settings: Object.fromEntries(settings) as Record<string, string>,
  };
  for (const [name, field] of Object.entries(commonFields)) {
    const value = values[field];
    if (value !== undefined && (name !== "every" || schedule.length === 0))
      draft[name as keyof typeof commonFields] = value;
  }
  return draft;
}

/** Changes what the form says; what is wrong is told at its fields. */
export async function submitEditMonitor(
  { values, metadata: carried, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const asked = readEditMetadata(carried);
  if (asked === undefined)
    return { ok: false, errors: { monitorName: OTHER_VERSION } };
  let shown: Shown | undefined;
  const edited = await editMonitor(
    tools.context(actor),
    asked.monitorId,
    (now) => {
      const { monitor, secrets } = now;
      const secretNames = Object.keys(secrets);
      shown = { monitor, secretNames, target: nowhere };
      return fingerprint(shown) === asked.was
        ? editRequest(now, editDraftOf(monitor, values), (name) =>
            tools.openSecret(name),
          )
        : refuse(
            "changed-meanwhile",
            "Somebody changed this monitor since you opened the form: close it and open it again.",
          );
    },
  );
  if (edited.ok) return { ok: true, text: editedSentence(edited) };
  const problems = edited.problems ?? [
    { field: "monitorName", text: edited.text },
  ];
  const view = shown === undefined ? { blocks: [] } : editMonitorForm(shown);
  return {
    ok: false,
    errors: errorsAt(view, problems, "monitorName", (field) => [
      `${SETTING}${field}`,
      field,
    ]),
  };
}

/** Only the form's fields are looked at. */
const nowhere: Shown["target"] = {
  namespaceId: 0,
  namespaceSlug: "",
  namespaceName: "",
  owners: [],
  serviceId: 0,
  serviceName: "",
  monitorId: null,
  monitorName: null,
};

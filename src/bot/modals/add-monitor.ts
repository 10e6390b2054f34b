import type { Namespace } from "../../actions/add-namespace.ts";
import type { Problem } from "../../actions/context.ts";
import { addMonitor } from "../../actions/add-monitor.ts";
import type { Actor } from "../../actions/context.ts";
import { type Block, divider, plain } from "../../base/slack-blocks.ts";
import type { Check } from "../../checks/check.ts";
import { fieldsOf } from "../../checks/fields.ts";
import { checks, findCheck } from "../../checks/index.ts";
import { defaultPolicy } from "../../domain/health.ts";
import { compactDuration } from "../../domain/duration.ts";
import type { Tools } from "../commands/command.ts";
import {
  commonFields,
  type MonitorDraft,
  monitorRequest,
} from "../monitor-request.ts";
import type { View } from "../reply.ts";
import {
  input,
  option,
  selectElement,
  settingInput,
  textElement,
} from "./fields.ts";

export const ADD_MONITOR = "add_monitor";

/** The check's own fields are marked, so that a setting called "every" could not be taken for the interval. */
const SETTING = "setting_";

/** The form for a new monitor of one type. Slack shows at most 100 blocks. */
export function addMonitorForm(
  namespaces: readonly Namespace[],
  type: keyof typeof checks = "http",
): View {
  const check: Check = checks[type];
  const { label, defaults } = check;
  const places = namespaces
    .slice(0, 100)
    .map(({ name, slug }) => option(`${name} (${slug})`, slug));
  const fields = fieldsOf(check.settings);
  const target = fields.filter(({ name }) => name === check.target);
  const others = fields.filter(({ name }) => name !== check.target);
  const asBlock = (field: (typeof fields)[number]): Block => {
    const block = settingInput(field);
    return { ...block, block_id: `${SETTING}${field.name}` };
  };
  return {
    type: "modal",
    callback_id: ADD_MONITOR,
    private_metadata: JSON.stringify({ type }),
    title: plain("Add a monitor"),
    submit: plain("Add"),
    close: plain("Cancel"),
    blocks: [
      ...target.map(asBlock),
      input({
        id: "namespaceSlug",
        label: "Namespace",
        element: selectElement(
          places,
          places.length === 1 ? places[0] : undefined,
        ),
      }),
      input({
        id: "serviceName",
        label: "Service",
        help: "As customers know it. One that exists gets another monitor.",
        optional: true,
        element: textElement({ placeholder: "Datastore" }),
      }),
      input({
        id: "monitorName",
        label: "Monitor",
        help: `What is looked at: ${label.toLowerCase()} by default.`,
        optional: true,
        element: textElement({ placeholder: "front page" }),
      }),
      input({
        id: "everyMs",
        label: "Every",
        optional: true,
        element: textElement({ initial: compactDuration(defaults.everyMs) }),
      }),
      input({
        id: "timeoutMs",
        label: "Timeout",
        optional: true,
        element: textElement({ initial: compactDuration(defaults.timeoutMs) }),
      }),
      input({
        id: "confirmFailures",
        label: "Failures that confirm an outage",
        optional: true,
        element: textElement({ initial: String(defaultPolicy.failures) }),
      }),
      input({
        id: "confirmRetryMs",
        label: "Time between confirming looks",
        optional: true,
        element: textElement({
          initial: compactDuration(defaultPolicy.retryMs),
        }),
      }),
      input({
        id: "flags",
        label: "More",
        optional: true,
        element: {
          type: "checkboxes",
          options: [
            option("Essential: when it is down, the service is", "essential"),
            option("Not on the public page", "private"),
          ],
        },
      }),
      divider(),
      ...others.map(asBlock),
    ],
  };
}

/** Adds what the form holds; what is wrong is told at its fields, by block id. */
export async function submitAddMonitor(
  values: Record<string, string>,
  metadata: string,
  actor: Actor,
  tools: Tools,
): Promise<
  { ok: true; text: string } | { ok: false; errors: Record<string, string> }
> {
  const { type } = JSON.parse(metadata) as { type: string };
  const check = findCheck(type);
  if (check === undefined)
    return {
      ok: false,
      errors: {
        namespaceSlug: `This version of allswell has no check "${type}".`,
      },
    };
  const read = monitorRequest(check, draftOf(type, values), (name) =>
    tools.openSecret(name),
  );
  if (!read.ok)
    return { ok: false, errors: errorsOf(read.problems ?? [], check) };
  const added = await addMonitor(tools.context(actor), read.request);
  if (added.ok)
    return {
      ok: true,
      text: `Added: ${added.namespace.name} / ${added.service.name} / ${added.monitor.name}.`,
    };
  if (added.problems !== undefined)
    return { ok: false, errors: errorsOf(added.problems, check) };
  return {
    ok: false,
    errors: {
      [added.kind === "name-taken" ? "monitorName" : "namespaceSlug"]:
        added.text,
    },
  };
}

function draftOf(type: string, values: Record<string, string>): MonitorDraft {
  const flags = values["flags"]?.split(",") ?? [];
  const settings = Object.entries(values).flatMap(([id, value]) =>
    id.startsWith(SETTING) ? [[id.slice(SETTING.length), value] as const] : [],
  );
  const draft: MonitorDraft = {
    type,
    namespaceSlug: values["namespaceSlug"] ?? "",
    essential: flags.includes("essential"),
    private: flags.includes("private"),
    settings: Object.fromEntries(settings),
  };
  for (const [name, field] of Object.entries(commonFields)) {
    const value = values[field];
    if (value !== undefined) draft[name as keyof typeof commonFields] = value;
  }
  for (const name of ["serviceName", "monitorName"] as const) {
    const value = values[name];
    if (value !== undefined) draft[name] = value;
  }
  return draft;
}

/** Slack shows an error only at a block that is there. */
function errorsOf(
  problems: readonly Problem[],
  check: Check,
): Record<string, string> {
  const settings = new Set(fieldsOf(check.settings).map(({ name }) => name));
  const shown = new Set([
    "namespaceSlug",
    "serviceName",
    "monitorName",
    "everyMs",
    "timeoutMs",
    "confirmFailures",
    "confirmRetryMs",
  ]);
  const errors: Record<string, string> = {};
  for (const { field, text } of problems) {
    const block = settings.has(field)
      ? `${SETTING}${field}`
      : shown.has(field)
        ? field
        : "everyMs";
    errors[block] = [errors[block], text].filter(Boolean).join(" ");
  }
  return errors;
}

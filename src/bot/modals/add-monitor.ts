import { addMonitor } from "../../actions/add-monitor.ts";
import type { Namespace } from "../../actions/add-namespace.ts";
import type { Problem } from "../../actions/context.ts";
import { actions, type Block, option, plain } from "../../base/slack-blocks.ts";
import type { Check } from "../../checks/check.ts";
import type { Field } from "../../checks/fields.ts";
import { checks, type CheckType, findCheck } from "../../checks/index.ts";
import { defaultPolicy } from "../../domain/health.ts";
import { compactDuration } from "../../domain/duration.ts";
import { buttonIds } from "../buttons/ids.ts";
import { monitorRequest } from "../monitor-request.ts";
import { addressFor } from "../address.ts";
import { addedSentence } from "../sentences.ts";
import type { Tools } from "../commands/command.ts";
import type { View } from "../reply.ts";
import {
  input,
  MAX_OPTIONS,
  selectElement,
  settingInput,
  textElement,
} from "./fields.ts";
import type { Outcome, Submission } from "./form.ts";
import {
  type AddMetadata,
  draftOf,
  readMetadata,
  SETTING,
  shownSettings,
} from "./add-monitor-draft.ts";

export const ADD_MONITOR = "add_monitor";

/** The form for a new monitor of one type: the few things that matter, or all there is. */
export function addMonitorForm(
  namespaces: readonly Namespace[],
  { type, all }: AddMetadata,
): View {
  const check: Check = checks[type];
  const [target, ...others] = shownSettings(check, all).map(settingBlock);
  return {
    type: "modal",
    callback_id: ADD_MONITOR,
    private_metadata: JSON.stringify({ type, all } satisfies AddMetadata),
    title: plain("Add a monitor"),
    submit: plain("Add"),
    close: plain("Cancel"),
    blocks: [
      ...(target === undefined ? [] : [target]),
      ...namingBlocks(namespaces, check),
      everyBlock(check),
      ...others,
      ...(all ? timingBlocks(check) : [moreBlock(type)]),
    ],
  };
}

function settingBlock(field: Field): Block {
  return { ...settingInput(field), block_id: `${SETTING}${field.name}` };
}

function namingBlocks(
  namespaces: readonly Namespace[],
  { label }: Check,
): Block[] {
  return [
    namespaceBlock(namespaces),
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
      help: `What is looked at, for the team: the ${label.toLowerCase()}'s address where this is empty.`,
      optional: true,
      element: textElement({ placeholder: "front page" }),
    }),
  ];
}

/** A menu; where Slack's would not hold all of them, the short name is typed. */
function namespaceBlock(namespaces: readonly Namespace[]): Block {
  const places = namespaces.map(({ name, slug }) =>
    option(`${name} (${slug})`, slug),
  );
  const only = places.length === 1 ? places[0] : undefined;
  return input({
    id: "namespaceSlug",
    label: "Namespace",
    element:
      places.length > MAX_OPTIONS
        ? textElement({ placeholder: namespaces[0]?.slug })
        : selectElement(places, only),
  });
}

function everyBlock({ defaults }: Check): Block {
  return input({
    id: "everyMs",
    label: "Every",
    optional: true,
    element: textElement({ initial: compactDuration(defaults.everyMs) }),
  });
}

function moreBlock(type: CheckType): Block {
  return actions("more", [
    { action: buttonIds.moreFields, label: "More settings", value: type },
  ]);
}

function timingBlocks({ defaults }: Check): Block[] {
  const asText = { optional: true } as const;
  return [
    input({
      ...asText,
      id: "schedule",
      label: "Schedule instead of an interval",
      help: "Cron lines in the namespace's time zone; the first that matches the hour decides.",
      element: textElement({
        placeholder: "* 9-16 * * 1-5\n*/5 * * * *",
        multiline: true,
      }),
    }),
    input({
      ...asText,
      id: "timeoutMs",
      label: "Timeout",
      element: textElement({ initial: compactDuration(defaults.timeoutMs) }),
    }),
    input({
      ...asText,
      id: "confirmFailures",
      label: "Failures that confirm an outage",
      element: textElement({
        initial: String(defaults.failures ?? defaultPolicy.failures),
      }),
    }),
    input({
      ...asText,
      id: "confirmRetryMs",
      label: "Time between confirming looks",
      element: textElement({ initial: compactDuration(defaultPolicy.retryMs) }),
    }),
    input({
      ...asText,
      id: "confirmSuccesses",
      label: "Successes that confirm a recovery",
      element: textElement({ initial: String(defaultPolicy.successes) }),
    }),
    input({
      ...asText,
      id: "flags",
      label: "More",
      element: {
        type: "checkboxes",
        options: [
          option("Essential: when it is down, the service is", "essential"),
          option("Not on the public page", "private"),
        ],
      },
    }),
  ];
}

/** Adds what the form holds; what is wrong is told at its fields, by block id. */
export async function submitAddMonitor(
  { values, metadata, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const asked = readMetadata(metadata);
  const check = findCheck(asked?.type ?? "");
  if (asked === undefined || check === undefined)
    return {
      ok: false,
      errors: {
        namespaceSlug:
          "This form is of another version of allswell: close it and open it again.",
      },
    };
  const draft = draftOf(check, asked, values);
  const read = monitorRequest(check, draft, (name) => tools.openSecret(name));
  if (!read.ok)
    return { ok: false, errors: errorsOf(read.problems ?? [], check, asked) };
  const context = tools.context(actor);
  const added = await addMonitor(context, read.request);
  if (added.ok) {
    const address = await addressFor(added.monitor, context, tools);
    return { ok: true, text: addedSentence(added, address) };
  }
  const problems = added.problems ?? [
    {
      field: added.kind === "name-taken" ? "monitorName" : "namespaceSlug",
      text: added.text,
    },
  ];
  return { ok: false, errors: errorsOf(problems, check, asked) };
}

/** Slack shows an error only at an input that is there: of the others the first field tells. */
function errorsOf(
  problems: readonly Problem[],
  check: Check,
  asked: AddMetadata,
): Record<string, string> {
  const shown = addMonitorForm([], asked).blocks.flatMap(
    ({ type: kind, block_id: id }) =>
      kind === "input" && id !== undefined ? [id] : [],
  );
  const errors: Record<string, string> = {};
  for (const { field, text } of problems) {
    const id = [`${SETTING}${field}`, field].find((one) => shown.includes(one));
    const block = id ?? `${SETTING}${check.target}`;
    errors[block] = [errors[block], text].filter(Boolean).join(" ");
  }
  return errors;
}

import { addMonitor } from "../../actions/targets/add-monitor.ts";
import type { Namespace } from "../../actions/namespaces/add-namespace.ts";
import type { Problem } from "../../actions/context.ts";
import {
  actions,
  type Block,
  menu,
  option,
  plain,
} from "../../base/slack-blocks.ts";
import type { Check } from "../../checks/check.ts";
import type { Field } from "../../checks/fields.ts";
import {
  checks,
  type CheckType,
  checkTypes,
  findCheck,
} from "../../checks/index.ts";
import { defaultPolicy } from "../../domain/health.ts";
import { buttonIds } from "../buttons/ids.ts";
import { monitorRequest } from "../monitor-request.ts";
import { addressFor } from "../address.ts";
import { mailNotice } from "../mail-notice.ts";
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
import { errorsAt, OTHER_VERSION } from "./errors.ts";
import type { Outcome, Submission } from "./form.ts";
import { testBlock } from "./test-block.ts";
import { everyBlock, flagsBlock, timingBlocks } from "./timing-blocks.ts";
import {
  ADD_MONITOR,
  type AddMetadata,
  draftOf,
  readMetadata,
  SETTING,
  shownSettings,
} from "./add-monitor-draft.ts";

export { ADD_MONITOR } from "./add-monitor-draft.ts";

/** What was said already when the form is opened. */
export interface Preset {
  namespaceSlug?: string;
  serviceName?: string | undefined;
  monitorName?: string | undefined;
}

/** The form for a new monitor of one type: the few things that matter, or all there is. */
export function addMonitorForm(
  namespaces: readonly Namespace[],
  { type, all }: AddMetadata,
  preset: Preset = {},
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
      typeBlock(type),
      ...(target === undefined ? [] : [target]),
      ...namingBlocks(namespaces, check, preset),
      // Nobody looks at what hears.
      ...(check.hears === undefined
        ? [everyBlock(check.defaults.everyMs)]
        : []),
      ...others,
      ...(all ? defaultTiming(check) : [moreBlock(type)]),
      ...(check.hears === undefined ? [testBlock()] : []),
    ],
  };
}

/** Another choice opens the form of that type; Slack keeps what was typed into the fields that both have. */
function typeBlock(type: CheckType): Block {
  const types = checkTypes.map((one) => option(checks[one].label, one));
  const action = `${buttonIds.addForm}:type`;
  return actions("type", [], [menu(action, "What is looked at", types, type)]);
}

function settingBlock(field: Field): Block {
  return { ...settingInput(field), block_id: `${SETTING}${field.name}` };
}

function namingBlocks(
  namespaces: readonly Namespace[],
  { label }: Check,
  { namespaceSlug, serviceName, monitorName }: Preset,
): Block[] {
  return [
    namespaceBlock(namespaces, namespaceSlug),
    input({
      id: "serviceName",
      label: "Service",
      help: "As customers know it. One that exists gets another monitor.",
      optional: true,
      element: textElement({
        placeholder: "Datastore",
        initial: serviceName,
      }),
    }),
    input({
      id: "monitorName",
      label: "Monitor",
      help: `What is looked at, for the team: the ${label.toLowerCase()}'s address where this is empty.`,
      optional: true,
      element: textElement({
        placeholder: "front page",
        initial: monitorName,
      }),
    }),
  ];
}

/** A menu; where Slack's would not hold all of them, the short name is typed. `slug` is the one that is chosen at first. */
export function namespaceBlock(
  namespaces: readonly Pick<Namespace, "name" | "slug">[],
  slug?: string,
): Block {
  const places = namespaces.map(({ name, slug: value }) =>
    option(`${name} (${value})`, value),
  );
  const only =
    places.find(({ value }) => value === slug) ??
    (places.length === 1 ? places[0] : undefined);
  return input({
    id: "namespaceSlug",
    label: "Namespace",
    element:
      places.length > MAX_OPTIONS
        ? textElement({ placeholder: namespaces[0]?.slug, initial: slug })
        : selectElement(places, only),
  });
}

function moreBlock(type: CheckType): Block {
  return actions("more", [
    { action: buttonIds.moreFields, label: "More settings", value: type },
  ]);
}

/** A new monitor's timing is that of its type. */
function defaultTiming({ defaults }: Check): Block[] {
  return [
    ...timingBlocks({
      schedule: null,
      timeoutMs: defaults.timeoutMs,
      confirmFailures: defaults.failures ?? defaultPolicy.failures,
      confirmRetryMs: defaultPolicy.retryMs,
      confirmSuccesses: defaultPolicy.successes,
    }),
    flagsBlock({ isEssential: false, asksPrivate: true }),
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
        namespaceSlug: OTHER_VERSION,
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
    const notice = mailNotice(added.monitor, tools);
    return { ok: true, text: `${addedSentence(added, address)}${notice}` };
  }
  const problems = added.problems ?? [
    {
      field: added.kind === "name-taken" ? "monitorName" : "namespaceSlug",
      text: added.text,
    },
  ];
  return { ok: false, errors: errorsOf(problems, check, asked) };
}

function errorsOf(
  problems: readonly Problem[],
  check: Check,
  asked: AddMetadata,
): Record<string, string> {
  return errorsAt(
    addMonitorForm([], asked),
    problems,
    `${SETTING}${check.target}`,
    (field) => [`${SETTING}${field}`, field],
  );
}

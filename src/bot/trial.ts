import type { Actor } from "../actions/context.ts";
import { mayNotChange } from "../actions/people/permission.ts";
import { monitorToTry } from "../actions/targets/edit-monitor.ts";
import { showNamespaces } from "../actions/inside/show.ts";
import { sightOf } from "../actions/inside/sights.ts";
import {
  type Block,
  emoji,
  lines,
  MAX_MESSAGE,
  text,
} from "../base/slack-blocks.ts";
import { evidenceBlocks } from "../base/slack-evidence.ts";
import { clip } from "../base/text.ts";
import { findCheck } from "../checks/index.ts";
import { readSettings, referredSecret } from "../checks/read-settings.ts";
import { timingOf } from "../checks/timing-of.ts";
import type { Tools, Trial } from "./commands/command.ts";
import { writtenSettings } from "./edit-request.ts";
import {
  ADD_MONITOR,
  draftOf,
  readMetadata,
} from "./modals/add-monitor-draft.ts";
import {
  EDIT_MONITOR,
  editDraftOf,
  readEditMetadata,
} from "./modals/edit-monitor.ts";
import { typedTiming } from "./monitor-request.ts";

const LONGEST_NAME = 150;

/** What a form holds, as its button sees it. */
export interface OpenForm {
  callbackId: string;
  metadata: string;
  values: Record<string, string>;
}

/** What is looked at by what a form holds, or what is wrong with that in words. */
export type ReadTrial =
  { ok: true; trial: Trial; name: string } | { ok: false; problems: string[] };

const noForm: ReadTrial = {
  ok: false,
  problems: ["This form is of another version of allswell."],
};

/** Reads a form for a look before anything is saved. Whoever may change nothing may not send requests out by it. */
export async function readTrial(
  form: OpenForm,
  actor: Actor,
  tools: Tools,
): Promise<ReadTrial> {
  switch (form.callbackId) {
    case ADD_MONITOR:
      return trialOfNew(form, actor, tools);
    case EDIT_MONITOR:
      return trialOfEdit(form, actor, tools);
    default:
      return noForm;
  }
}

async function trialOfNew(
  { metadata, values }: OpenForm,
  actor: Actor,
  tools: Tools,
): Promise<ReadTrial> {
  const asked = readMetadata(metadata);
  const check = findCheck(asked?.type ?? "");
  if (asked === undefined || check === undefined) return noForm;
  const context = tools.context(actor);
  const namespaces = (await showNamespaces(context)).map(
    ({ namespace }) => namespace,
  );
  const chosen = namespaces.find(
    ({ slug }) => slug === values["namespaceSlug"],
  );
  const refusals = (chosen === undefined ? namespaces : [chosen]).map(
    (namespace) => mayNotChange(context, namespace),
  );
  const [refusal] = refusals;
  if (refusal !== undefined && refusals.every((one) => one !== undefined))
    return { ok: false, problems: [refusal.text] };
  const draft = draftOf(check, asked, values);
  const read = readSettings(check, draft.settings, (field, written) =>
    referredSecret(field, String(written), (name) => tools.openSecret(name)),
  );
  if (!read.ok) return { ok: false, problems: read.problems.map(textOf) };
  const { timeoutMs } = timingOf(
    check,
    typedTiming(draft, []),
    draft.schedule !== undefined,
  );
  const timezone = chosen?.timezone ?? "UTC";
  return {
    ok: true,
    trial: { check, settings: read.parsed, timeoutMs, timezone },
    name: check.describe(read.parsed),
  };
}

async function trialOfEdit(
  { metadata, values }: OpenForm,
  actor: Actor,
  tools: Tools,
): Promise<ReadTrial> {
  const asked = readEditMetadata(metadata);
  if (asked === undefined) return noForm;
  const now = await monitorToTry(tools.context(actor), asked.monitorId);
  if (!now.ok) return { ok: false, problems: [now.text] };
  const { monitor } = now;
  const check = findCheck(monitor.type);
  if (check === undefined) return noForm;
  const draft = editDraftOf(monitor, values);
  const { read } = writtenSettings(check, now, draft, (name) =>
    tools.openSecret(name),
  );
  if (!read.ok) return { ok: false, problems: read.problems.map(textOf) };
  const { timeoutMs = monitor.timeoutMs } = typedTiming(draft, []);
  return {
    ok: true,
    trial: {
      check,
      settings: read.parsed,
      timeoutMs,
      timezone: now.timezone,
    },
    name: check.describe(read.parsed),
  };
}

function textOf({ text: sentence }: { text: string }): string {
  return sentence;
}

/** What stands in the form while it is looked. */
export function lookingBlocks(): Block[] {
  return [
    lines([
      emoji("hourglass_flowing_sand"),
      text(" Looking … What you typed stays; nothing is saved yet."),
    ]),
  ];
}

/** What stands there where it cannot be looked. */
export function problemBlocks(problems: readonly string[]): Block[] {
  return [
    lines(
      ...problems.map((problem) => [emoji("warning"), text(` ${problem}`)]),
    ),
  ];
}

/** Looks, and shows the evidence. */
export async function tryIt(
  { trial, name }: Extract<ReadTrial, { ok: true }>,
  tools: Tools,
): Promise<Block[]> {
  const result = await tools.tryOut(trial);
  const sight = sightOf({
    name: clip(name, LONGEST_NAME),
    result,
    earlier: [],
  });
  return evidenceBlocks([sight], MAX_MESSAGE);
}

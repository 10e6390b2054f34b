import type {
  MonitorEdit,
  MonitorNow,
} from "../actions/targets/edit-monitor.ts";
import {
  type Problem,
  refuse,
  refuseFields,
  type Refusal,
} from "../actions/context.ts";
import type { Check } from "../checks/check.ts";
import { secretFields } from "../checks/fields.ts";
import { findCheck } from "../checks/index.ts";
import {
  looksElsewhere,
  type ReadSettings,
  readSettings,
  referredSecret,
} from "../checks/read-settings.ts";
import { type MonitorDraft, typedTiming } from "./monitor-request.ts";

/** What somebody wants otherwise: text throughout, what was left out stays, and an empty setting is taken away. */
export type EditDraft = Omit<
  MonitorDraft,
  "type" | "namespaceSlug" | "serviceName" | "private" | "pages"
>;

/** Words that take a secret away. */
const FORGET = /^(none|"")$/i;

/**
 * Turns what somebody wrote into an edit of the monitor as it is now, or all that is wrong with it at once. The
 * settings are judged together with those that stay, secrets included.
 */
export function editRequest(
  { monitor, secrets }: MonitorNow,
  draft: EditDraft,
  openSecret: (name: string) => string | undefined,
): { ok: true; edit: MonitorEdit } | Refusal {
  const check = findCheck(monitor.type);
  if (check === undefined)
    return refuse(
      "unknown-type",
      `This version of allswell has no check "${monitor.type}".`,
    );
  const problems: Problem[] = [];
  const timing = typedTiming(draft, problems);
  const { read, forgotten, kept } = writtenSettings(
    check,
    { monitor, secrets },
    draft,
    openSecret,
  );
  if (!read.ok) problems.push(...read.problems);
  if (!read.ok || problems.length > 0) return refuseFields(problems);
  const before = check.settings.safeParse(kept);
  const set = Object.entries(read.secrets).filter(
    ([name, value]) => secrets[name] !== value,
  );
  const edit: MonitorEdit = {
    ...timing,
    settings: read.settings,
    secrets: {
      ...Object.fromEntries(set),
      ...Object.fromEntries(forgotten.map((name) => [name, null])),
    },
    looksElsewhere:
      !before.success || looksElsewhere(check, before.data, read.parsed),
  };
  if (before.success)
    edit.settingsWere = withoutSecrets(
      before.data,
      secretFields(check.settings),
    );
  if (draft.monitorName !== undefined) edit.name = draft.monitorName;
  if (draft.essential !== undefined) edit.essential = draft.essential;
  if (draft.schedule !== undefined)
    edit.schedule = draft.schedule.length === 0 ? null : draft.schedule;
  return { ok: true, edit };
}

function withoutSecrets(
  settings: unknown,
  secretNames: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings as Record<string, unknown>).filter(
      ([name]) => !secretNames.includes(name),
    ),
  );
}

/** The settings as they would be: what was typed over what is there. `kept` is what is there, secrets included. */
export function writtenSettings(
  check: Check,
  { monitor, secrets }: MonitorNow,
  draft: Pick<EditDraft, "settings">,
  openSecret: (name: string) => string | undefined,
): { read: ReadSettings; forgotten: string[]; kept: Record<string, unknown> } {
  const secretNames = secretFields(check.settings);
  const typed = Object.entries(draft.settings);
  const forgotten = typed.flatMap(([name, value]) =>
    secretNames.includes(name) && FORGET.test(value.trim()) ? [name] : [],
  );
  const kept = { ...monitor.settings, ...secrets };
  const written: Record<string, unknown> = { ...kept };
  for (const [name, value] of typed)
    if (value !== "") written[name] = value;
    else if (!secretNames.includes(name)) delete written[name];
  for (const name of forgotten) delete written[name];
  const read = readSettings(check, written, (field, value) =>
    (draft.settings[field.name] ?? "") === ""
      ? { ok: true, value: String(value) }
      : referredSecret(field, String(value), openSecret),
  );
  return { read, forgotten, kept };
}

import * as z from "zod";
import type { Check } from "../../checks/check.ts";
import { type Field, fieldsOf } from "../../checks/fields.ts";
import { type CheckType, checkTypes } from "../../checks/index.ts";
import { commonFields, type MonitorDraft } from "../monitor-request.ts";
import { reader } from "../buttons/values.ts";

export const ADD_MONITOR = "add_monitor";

/** The check's own fields are marked, so that a setting called "every" could not be taken for the interval. */
export const SETTING = "setting_";

/** What the form carries along: the type of the check, and whether it asks for all that can be set. */
export interface AddMetadata {
  type: CheckType;
  all: boolean;
}

/** So many settings are asked for besides the target; the others come with a press on "More settings". */
const FIRST_SETTINGS = 1;

/** The settings that the form asks for, the target first. */
export function shownSettings(check: Check, all: boolean): Field[] {
  const fields = fieldsOf(check.settings);
  const target = fields.filter(({ name }) => name === check.target);
  const others = fields.filter(({ name }) => name !== check.target);
  return [...target, ...others.slice(0, all ? others.length : FIRST_SETTINGS)];
}

const schema = z.object({ type: z.enum(checkTypes), all: z.boolean() });

/** Undefined where the form is not one of this version. */
export const readMetadata: (metadata: string) => AddMetadata | undefined =
  reader(schema);

/** The monitor that a form describes. */
export function draftOf(
  check: Check,
  { type, all }: AddMetadata,
  values: Record<string, string>,
): MonitorDraft {
  const flags = values["flags"]?.split(",") ?? [];
  const draft: MonitorDraft = {
    type,
    namespaceSlug: values["namespaceSlug"] ?? "",
    essential: flags.includes("essential"),
    private: flags.includes("private"),
    ...(flags.includes("pages") ? { pages: "down" } : {}),
    settings: settingsOf(shownSettings(check, all), values),
  };
  for (const [name, field] of Object.entries(commonFields)) {
    const value = values[field];
    if (value !== undefined) draft[name as keyof typeof commonFields] = value;
  }
  for (const name of ["serviceName", "monitorName"] as const) {
    const value = values[name];
    if (value !== undefined) draft[name] = value;
  }
  const schedule = scheduleLines(values);
  return schedule.length === 0 ? draft : { ...draft, schedule };
}

/** The cron lines that a form holds; empty where it holds none. */
export function scheduleLines(values: Record<string, string>): string[] {
  const lines = values["schedule"]?.split("\n") ?? [];
  return lines.filter((line) => line.trim() !== "");
}

/** A box that is not ticked comes back as nothing at all: that is a "no". */
function settingsOf(
  shown: readonly Field[],
  values: Record<string, string>,
): Record<string, string> {
  const entries = shown.flatMap(({ name, kind }) => {
    const value = values[SETTING + name] ?? (kind === "yes-no" ? "no" : "");
    return value === "" ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

import { type Block, plain } from "../../base/slack-blocks.ts";
import { clip } from "../../base/text.ts";
import type { Field } from "../../checks/fields.ts";

const MAX_LABEL = 2_000;
const MAX_PLACEHOLDER = 150;
const MAX_OPTION = 75;

export interface Input {
  /** The block's id, under which errors and values come back; its element has the same. */
  id: string;
  label: string;
  help?: string | undefined;
  optional?: boolean;
  element: Record<string, unknown>;
}

export function input({
  id,
  label,
  help,
  optional = false,
  element,
}: Input): Block {
  return {
    type: "input",
    block_id: id,
    label: plain(clip(label, MAX_LABEL)),
    optional,
    ...(help === undefined ? {} : { hint: plain(clip(help, MAX_LABEL)) }),
    element: { action_id: id, ...element },
  };
}

export function textElement({
  placeholder,
  initial,
  multiline = false,
}: {
  placeholder?: string | undefined;
  initial?: string | undefined;
  multiline?: boolean;
} = {}): Record<string, unknown> {
  return {
    type: "plain_text_input",
    ...(placeholder === undefined
      ? {}
      : { placeholder: plain(clip(placeholder, MAX_PLACEHOLDER)) }),
    ...(initial === undefined ? {} : { initial_value: initial }),
    ...(multiline ? { multiline: true } : {}),
  };
}

export function option(label: string, value: string): Record<string, unknown> {
  return { text: plain(clip(label, MAX_OPTION)), value };
}

export function selectElement(
  options: readonly Record<string, unknown>[],
  initial?: Record<string, unknown>,
): Record<string, unknown> {
  return {
    type: "static_select",
    options,
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
}

/** The right element for a check's own field. */
export function settingInput(field: Field): Block {
  const { name, label, help, isRequired, kind, placeholder } = field;
  return input({
    id: name,
    label,
    help: kind === "secret" ? secretHelp(help) : help,
    optional: !isRequired,
    element: elementOf(field, placeholder),
  });
}

function secretHelp(help: string | undefined): string {
  const how =
    "A secret: set MONITOR_SECRET_… in allswell's environment and write $MONITOR_SECRET_… here.";
  return help === undefined ? how : `${help} ${how}`;
}

function elementOf(
  { kind, choices = [], default: initial, isMultiline }: Field,
  placeholder: string | undefined,
): Record<string, unknown> {
  switch (kind) {
    case "yes-no": {
      const yes = option("Yes", "yes");
      return {
        type: "checkboxes",
        options: [yes],
        ...(initial === true ? { initial_options: [yes] } : {}),
      };
    }
    case "choice": {
      const options = choices.map((value) => option(value, value));
      return selectElement(
        options,
        options.find(({ value }) => value === initial),
      );
    }
    case "text":
    case "secret":
    case "number":
    case "duration":
    case "pairs":
      return textElement({
        placeholder: kind === "secret" ? "$MONITOR_SECRET_…" : placeholder,
        initial:
          typeof initial === "string" || typeof initial === "number"
            ? String(initial)
            : undefined,
        multiline: isMultiline === true || kind === "pairs",
      });
  }
}

/** What a submitted view holds, by block id: text, the chosen value, "yes" for a ticked box; empty ones are left out. */
export function submitted(
  values: Record<string, Record<string, ViewValue>>,
): Record<string, string> {
  const entries = Object.entries(values).flatMap(([block, elements]) => {
    const [value] = Object.values(elements).map(textOf);
    return value === undefined || value === "" ? [] : [[block, value] as const];
  });
  return Object.fromEntries(entries);
}

/** The part of Slack's view state that our elements fill. */
export interface ViewValue {
  value?: string | null | undefined;
  selected_option?: { value?: string | undefined } | null | undefined;
  selected_options?: { value?: string | undefined }[] | undefined;
  selected_conversations?: string[] | undefined;
  selected_users?: string[] | undefined;
}

function textOf({
  value,
  selected_option: one,
  selected_options: several,
  selected_conversations: channels,
  selected_users: users,
}: ViewValue): string | undefined {
  return (
    value ??
    one?.value ??
    several?.map((chosen) => chosen.value).join(",") ??
    channels?.join(",") ??
    users?.join(",")
  );
}

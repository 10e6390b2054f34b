import {
  type Block,
  type Option,
  option,
  plain,
} from "../../base/slack-blocks.ts";
import { clip } from "../../base/text.ts";
import type { Field } from "../../checks/fields.ts";

const MAX_LABEL = 2_000;
const MAX_PLACEHOLDER = 150;
export const MAX_OPTIONS = 100;

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

/** A menu; Slack takes up to 100 choices in one. */
export function selectElement(
  options: readonly Option[],
  initial?: Option,
): Record<string, unknown> {
  return {
    type: "static_select",
    options,
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
}

/** A menu of things that we are asked for while somebody types; `action` says of which. */
export function searchElement(
  action: string,
  placeholder: string,
): Record<string, unknown> {
  return {
    type: "external_select",
    action_id: action,
    placeholder: plain(clip(placeholder, MAX_PLACEHOLDER)),
    min_query_length: 0,
  };
}

/** What a field of a monitor that exists holds; of a secret only whether it is set. */
export type Held = { value: unknown } | { isSet: boolean };

/** The right element for a check's own field; filled with what it `holds`, or with its default. */
export function settingInput(field: Field, holds?: Held): Block {
  const { name, label, help, isRequired, kind, placeholder } = field;
  const isSet = holds !== undefined && "isSet" in holds && holds.isSet;
  return input({
    id: name,
    label,
    help: kind === "secret" ? secretHelp(help, holds) : help,
    optional: !isRequired || isSet,
    element: elementOf(
      field,
      holds !== undefined && "value" in holds ? holds.value : field.default,
      placeholder,
    ),
  });
}

function secretHelp(help: string | undefined, holds: Held | undefined): string {
  const how =
    "A secret: set MONITOR_SECRET_… in allswell's environment and write $MONITOR_SECRET_… here.";
  const state =
    holds === undefined || !("isSet" in holds)
      ? []
      : [
          holds.isSet
            ? 'It is set: left empty it stays, "none" takes it away.'
            : "It is not set.",
        ];
  return [...(help === undefined ? [] : [help]), how, ...state].join(" ");
}

function elementOf(
  { kind, choices = [], isMultiline }: Field,
  initial: unknown,
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
        initial: kind === "secret" ? undefined : typed(initial),
        multiline: isMultiline === true || kind === "pairs",
      });
  }
}

/** A value as somebody types it; undefined where there is none. */
export function typed(value: unknown): string | undefined {
  if (typeof value === "string" || typeof value === "number")
    return String(value);
  if (typeof value !== "object" || value === null) return undefined;
  const lines = Object.entries(value).map(
    ([name, text]) => `${name}: ${String(text)}`,
  );
  return lines.length === 0 ? undefined : lines.join("\n");
}

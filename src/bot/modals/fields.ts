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

import {
  boolean,
  byType,
  list,
  object,
  oneOf,
  string,
  url,
  type Check,
} from "./checks.ts";

/** The longest text object anywhere in Block Kit. */
export const MAX_TEXT = 3000;
export const MAX_OPTION_TEXT = 75;
export const MAX_PLACEHOLDER = 150;
const MAX_URL = 3000;

export function plainText(max: number): Check {
  return byType(texts(max), ["plain_text"], "a plain text");
}

/** plain_text or mrkdwn. */
export function anyText(max: number): Check {
  return byType(texts(max), ["plain_text", "mrkdwn"], "a text");
}

function texts(max: number): Record<string, Check> {
  return {
    plain_text: object({
      required: { type: oneOf("plain_text"), text: string(max) },
      optional: { emoji: boolean },
    }),
    mrkdwn: object({
      required: { type: oneOf("mrkdwn"), text: string(max) },
      optional: { verbatim: boolean },
    }),
  };
}

const optionFields = {
  value: string(MAX_OPTION_TEXT),
};
const description = { description: plainText(MAX_OPTION_TEXT) };

/** One choice of a select menu. */
export const selectOption = object({
  required: { text: plainText(MAX_OPTION_TEXT), ...optionFields },
  optional: description,
});

/** One choice of checkboxes or radio buttons. */
export const markedOption = object({
  required: { text: anyText(MAX_OPTION_TEXT), ...optionFields },
  optional: description,
});

/** One choice of an overflow menu; it may be a link. */
export const overflowOption = object({
  required: { text: plainText(MAX_OPTION_TEXT), ...optionFields },
  optional: { ...description, url: url(MAX_URL) },
});

export const optionGroup = object({
  required: {
    label: plainText(MAX_OPTION_TEXT),
    options: list(1, 100, selectOption),
  },
});

export const confirm = object({
  required: { text: anyText(300) },
  optional: {
    title: plainText(100),
    confirm: plainText(30),
    deny: plainText(30),
    style: oneOf("primary", "danger"),
  },
});

export const placeholder = plainText(MAX_PLACEHOLDER);

export const dispatchActionConfig = object({
  required: {
    trigger_actions_on: list(
      1,
      2,
      oneOf("on_enter_pressed", "on_character_entered"),
    ),
  },
});

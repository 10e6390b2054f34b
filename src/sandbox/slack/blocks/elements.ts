import {
  integer,
  list,
  matching,
  none,
  object,
  oneOf,
  string,
  url,
  type Check,
} from "./checks.ts";
import { element, focus } from "./element.ts";
import { inputs } from "./inputs.ts";
import { imageElement } from "./images.ts";
import { initialAmongChoices, selects } from "./selects.ts";
import {
  confirm,
  markedOption,
  MAX_TEXT,
  overflowOption,
  placeholder,
  plainText,
} from "./texts.ts";
import { textOf } from "../json.ts";

const MAX_BUTTON_TEXT = 75;
const MAX_BUTTON_VALUE = 2000;

const label = { accessibility_label: string(MAX_BUTTON_TEXT) };

const text = { text: plainText(MAX_BUTTON_TEXT) };
const buttonStyle = { style: oneOf("primary", "danger") };
const feedbackButton = object({
  required: { ...text, value: string(MAX_BUTTON_VALUE) },
  optional: label,
});

const buttons = {
  button: element("button", text, {
    url: url(3000),
    value: string(MAX_BUTTON_VALUE, 0),
    ...buttonStyle,
    ...label,
    confirm,
  }),
  workflow_button: element(
    "workflow_button",
    {
      ...text,
      workflow: object({
        required: {
          trigger: object({
            required: { url: url(3000) },
            optional: {
              customizable_input_parameters: list(
                0,
                100,
                object({
                  required: { name: string(255), value: string(MAX_TEXT) },
                }),
              ),
            },
          }),
        },
      }),
    },
    { ...buttonStyle, ...label, confirm },
  ),
  icon_button: element(
    "icon_button",
    { ...text, icon: oneOf("trash") },
    {
      ...label,
      confirm,
      value: string(MAX_BUTTON_VALUE),
      visible_to_user_ids: list(1, 100, matching(/^[UW]/, "a user id")),
    },
  ),
  feedback_buttons: element(
    "feedback_buttons",
    { positive_button: feedbackButton, negative_button: feedbackButton },
    {},
  ),
};

const choices = {
  overflow: element(
    "overflow",
    { options: list(1, 5, overflowOption) },
    { confirm },
  ),
  checkboxes: element(
    "checkboxes",
    { options: list(1, 10, markedOption) },
    { initial_options: list(1, 10, markedOption), confirm, ...focus },
    initialAmongChoices,
  ),
  radio_buttons: element(
    "radio_buttons",
    { options: list(1, 10, markedOption) },
    { initial_option: markedOption, confirm, ...focus },
    initialAmongChoices,
  ),
};

function isDate(text: string): boolean {
  const parsed = Date.parse(`${text}T00:00Z`);
  // The way back tells the 30th of February from a real day.
  return (
    !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(text)
  );
}

const date: Check = (value, at) =>
  isDate(textOf(value) ?? "")
    ? none
    : [`${at}: ${JSON.stringify(value)} is not a date like 2026-11-21`];

function isTimeZone(name: string): boolean {
  try {
    new Date(0).toLocaleString("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const timeZone: Check = (value, at) =>
  isTimeZone(textOf(value) ?? "")
    ? none
    : [`${at}: ${JSON.stringify(value)} is not an IANA time zone`];

const pickers = {
  datepicker: element(
    "datepicker",
    {},
    { initial_date: date, confirm, placeholder, ...focus },
  ),
  timepicker: element(
    "timepicker",
    {},
    {
      initial_time: matching(
        /^([01]\d|2[0-3]):[0-5]\d$/,
        "a time like 09:30 or 22:25",
      ),
      timezone: timeZone,
      confirm,
      placeholder,
      ...focus,
    },
  ),
  datetimepicker: element(
    "datetimepicker",
    {},
    {
      // Ten digits: seconds, not milliseconds.
      initial_date_time: integer(1_000_000_000, 9_999_999_999),
      confirm,
      ...focus,
    },
  ),
};

/** Every element kind by its type. */
export const elements: Record<string, Check> = {
  ...buttons,
  ...choices,
  ...pickers,
  ...selects,
  ...inputs,
  image: imageElement,
};

const selectKinds = Object.keys(selects);

/** Which kinds may stand where. */
export const kinds = {
  section: [
    "button",
    "checkboxes",
    "datepicker",
    "image",
    "overflow",
    "radio_buttons",
    "timepicker",
    "workflow_button",
    ...selectKinds,
  ],
  actions: [
    "button",
    "checkboxes",
    "datepicker",
    "datetimepicker",
    "overflow",
    "radio_buttons",
    "rich_text_input",
    "timepicker",
    "workflow_button",
    ...selectKinds,
  ],
  input: [
    "checkboxes",
    "datepicker",
    "datetimepicker",
    "email_text_input",
    "file_input",
    "number_input",
    "plain_text_input",
    "radio_buttons",
    "rich_text_input",
    "timepicker",
    "url_text_input",
    ...selectKinds,
  ],
  contextActions: ["feedback_buttons", "icon_button"],
};

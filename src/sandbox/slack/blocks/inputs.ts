import { boolean, integer, list, matching, string, tooLong } from "./checks.ts";
import { element, focus } from "./element.ts";
import { richText } from "./rich-text.ts";
import { dispatchActionConfig, MAX_TEXT, placeholder } from "./texts.ts";
import { textOf, type Json } from "../json.ts";

const typed = {
  dispatch_action_config: dispatchActionConfig,
  placeholder,
  ...focus,
};

function textLengths(input: Json, at: string): string[] {
  const min = Number(input["min_length"] ?? 0);
  const max = Number(input["max_length"] ?? MAX_TEXT);
  if (min > max) return [`${at}: min_length ${min} is over max_length ${max}`];
  return tooLong(
    textOf(input["initial_value"]) ?? "",
    max,
    `${at}.initial_value`,
  );
}

function numberBounds(input: Json, at: string): string[] {
  const fields = ["initial_value", "min_value", "max_value"];
  const whole = input["is_decimal_allowed"] === false;
  const problems = fields
    .filter((field) => whole && textOf(input[field])?.includes("."))
    .map((field) => `${at}.${field}: decimals are not allowed here`);
  const min = Number(input["min_value"] ?? -Infinity);
  const max = Number(input["max_value"] ?? Infinity);
  if (min > max)
    return [...problems, `${at}: min_value ${min} is over max_value ${max}`];
  const initial = input["initial_value"];
  if (initial !== undefined && (Number(initial) < min || Number(initial) > max))
    problems.push(`${at}.initial_value: not from min_value to max_value`);
  return problems;
}

const numeral = matching(/^-?\d+(\.\d+)?$/, "a number written as text");

/** The elements that only an input block holds. */
export const inputs = {
  plain_text_input: element(
    "plain_text_input",
    {},
    {
      ...typed,
      initial_value: string(MAX_TEXT, 0),
      multiline: boolean,
      min_length: integer(0, MAX_TEXT),
      max_length: integer(1, MAX_TEXT),
    },
    textLengths,
  ),
  email_text_input: element(
    "email_text_input",
    {},
    { ...typed, initial_value: string(MAX_TEXT, 0) },
  ),
  url_text_input: element(
    "url_text_input",
    {},
    { ...typed, initial_value: string(MAX_TEXT, 0) },
  ),
  number_input: element(
    "number_input",
    { is_decimal_allowed: boolean },
    {
      ...typed,
      initial_value: numeral,
      min_value: numeral,
      max_value: numeral,
    },
    numberBounds,
  ),
  rich_text_input: element(
    "rich_text_input",
    {},
    {
      ...typed,
      initial_value: richText,
      min_lines: integer(1, 100),
      max_lines: integer(1, 100),
    },
  ),
  file_input: element(
    "file_input",
    {},
    { filetypes: list(1, 100, string(255)), max_files: integer(1, 10) },
  ),
};

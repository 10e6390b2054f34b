import { valueField, type Placed } from "../elements.ts";
import { textOf, type Json } from "../json.ts";
import type { StateValue } from "../state.ts";

/** What Slack's client says beside a field before it lets the form go; undefined when it is fine. */
export function problemWithValue(
  { block, element }: Placed,
  value: StateValue,
): string | undefined {
  const entered = value[valueField(element.type) ?? ""];
  const isEmpty =
    entered === null ||
    entered === undefined ||
    entered === "" ||
    (Array.isArray(entered) && entered.length === 0);
  if (isEmpty)
    return block["optional"] === true
      ? undefined
      : "Please complete this required field.";
  if (Array.isArray(entered)) return tooMany(element, entered);
  return typeof entered === "string"
    ? problemWithText(element, entered)
    : undefined;
}

function tooMany(element: Json, entered: unknown[]): string | undefined {
  const max = element["max_selected_items"] ?? element["max_files"];
  return typeof max === "number" && entered.length > max
    ? `You can only choose ${max}.`
    : undefined;
}

function problemWithText(
  element: Json & { type: string },
  text: string,
): string | undefined {
  switch (element.type) {
    case "plain_text_input":
      return problemWithLength(element, text);
    case "number_input":
      return problemWithNumber(element, text);
    case "email_text_input":
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)
        ? undefined
        : "Please enter a valid email address.";
    case "url_text_input":
      return URL.canParse(text) ? undefined : "Please enter a valid URL.";
    default:
      return undefined;
  }
}

function problemWithLength(element: Json, text: string): string | undefined {
  const min = Number(element["min_length"] ?? 0);
  const max = Number(element["max_length"] ?? 3000);
  if (text.length < min) return `Please enter at least ${min} characters.`;
  return text.length > max
    ? `Please enter no more than ${max} characters.`
    : undefined;
}

function problemWithNumber(element: Json, text: string): string | undefined {
  const number = Number(text);
  if (!/^-?\d*\.?\d+$/.test(text.trim())) return "Please enter a number.";
  if (element["is_decimal_allowed"] !== true && !Number.isInteger(number))
    return "Please enter a whole number.";
  const min = Number(textOf(element["min_value"]) ?? -Infinity);
  const max = Number(textOf(element["max_value"]) ?? Infinity);
  return number < min || number > max
    ? `Please enter a number from ${min} to ${max}.`
    : undefined;
}

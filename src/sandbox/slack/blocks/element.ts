import { boolean, object, oneOf, string, type Check } from "./checks.ts";
import type { Json } from "../json.ts";

export const focus = { focus_on_load: boolean };

/** The shape of an interactive element: its type, perhaps an action_id, and its own fields. */
export function element(
  type: string,
  required: Record<string, Check>,
  optional: Record<string, Check>,
  also?: (value: Json, at: string) => string[],
): Check {
  return object({
    required: { type: oneOf(type), ...required },
    optional: { action_id: string(255), ...optional },
    ...(also === undefined ? {} : { also }),
  });
}

import { isJson, objectsOf, textOf, type Json } from "./json.ts";
import type { StateValue, StateValues } from "./state.ts";

/** An interactive element and where it stands. */
export interface Placed {
  blockId: string;
  actionId: string;
  element: Json & { type: string };
  /** The whole block. */
  block: Json;
}

/** Every interactive element of these blocks (ids filled in), those inside containers and cards included. */
export function placedElements(blocks: Json[]): Placed[] {
  return blocks.flatMap((block) => [
    ...elementsOf(block).flatMap((element) => place(block, element)),
    ...placedElements(objectsOf(block["child_blocks"])),
    ...(block["type"] === "carousel"
      ? placedElements(objectsOf(block["elements"]))
      : []),
  ]);
}

function elementsOf(block: Json): Json[] {
  const isRow = ["actions", "context_actions"].includes(
    textOf(block["type"]) ?? "",
  );
  return [
    ...[block["accessory"], block["element"]].filter(isJson),
    ...(isRow ? objectsOf(block["elements"]) : []),
    ...(block["type"] === "card" ? objectsOf(block["actions"]) : []),
  ];
}

function place(block: Json, element: Json): Placed[] {
  const blockId = textOf(block["block_id"]);
  const actionId = textOf(element["action_id"]);
  const type = textOf(element["type"]);
  if (blockId === undefined || actionId === undefined || type === undefined)
    return [];
  return [{ blockId, actionId, block, element: { ...element, type } }];
}

/** Which field of the payloads holds what was entered, by the element's type; the others carry no state. */
const valueFields: Record<string, { field: string; initial?: string }> = {
  plain_text_input: { field: "value", initial: "initial_value" },
  email_text_input: { field: "value", initial: "initial_value" },
  url_text_input: { field: "value", initial: "initial_value" },
  number_input: { field: "value", initial: "initial_value" },
  rich_text_input: { field: "rich_text_value", initial: "initial_value" },
  datepicker: { field: "selected_date", initial: "initial_date" },
  timepicker: { field: "selected_time", initial: "initial_time" },
  datetimepicker: {
    field: "selected_date_time",
    initial: "initial_date_time",
  },
  static_select: { field: "selected_option", initial: "initial_option" },
  external_select: { field: "selected_option", initial: "initial_option" },
  radio_buttons: { field: "selected_option", initial: "initial_option" },
  users_select: { field: "selected_user", initial: "initial_user" },
  conversations_select: {
    field: "selected_conversation",
    initial: "initial_conversation",
  },
  channels_select: { field: "selected_channel", initial: "initial_channel" },
  file_input: { field: "files" },
  checkboxes: { field: "selected_options", initial: "initial_options" },
  multi_static_select: {
    field: "selected_options",
    initial: "initial_options",
  },
  multi_external_select: {
    field: "selected_options",
    initial: "initial_options",
  },
  multi_users_select: { field: "selected_users", initial: "initial_users" },
  multi_conversations_select: {
    field: "selected_conversations",
    initial: "initial_conversations",
  },
  multi_channels_select: {
    field: "selected_channels",
    initial: "initial_channels",
  },
};

/** The field that holds what was entered; undefined for a button or an overflow menu. */
export function valueField(type: string): string | undefined {
  return valueFields[type]?.field;
}

export function takesSeveral(type: string): boolean {
  return (
    type === "checkboxes" || type === "file_input" || type.startsWith("multi_")
  );
}

/** What an element holds before anybody touched it. */
export function initialValue(
  element: Json & { type: string },
  currentConversation?: string,
): StateValue | undefined {
  const fields = valueFields[element.type];
  if (fields === undefined) return undefined;
  const isHere = element["default_to_current_conversation"] === true;
  const here = isHere ? currentConversation : undefined;
  const several = takesSeveral(element.type);
  const fallback =
    here === undefined ? (several ? [] : null) : several ? [here] : here;
  return {
    type: element.type,
    [fields.field]: element[fields.initial ?? ""] ?? fallback,
  };
}

/** The state of all elements: what was entered before where the same element is still there, else its first value. */
export function stateOf(
  blocks: Json[],
  before: StateValues = {},
  currentConversation?: string,
): StateValues {
  const state: StateValues = {};
  for (const { blockId, actionId, element } of placedElements(blocks)) {
    const kept = before[blockId]?.[actionId];
    const value =
      kept?.type === element.type
        ? kept
        : initialValue(element, currentConversation);
    if (value !== undefined)
      state[blockId] = { ...state[blockId], [actionId]: value };
  }
  return state;
}

import {
  boolean,
  integer,
  list,
  matching,
  none,
  object,
  oneOf,
  string,
  type Check,
} from "./checks.ts";
import { confirm, optionGroup, placeholder, selectOption } from "./texts.ts";
import { objectsOf, type Json } from "../json.ts";

const MAX_OPTIONS = 100;

const common = {
  action_id: string(255),
  placeholder,
  confirm,
  focus_on_load: boolean,
};

const userId = matching(/^[UW][A-Z0-9]+$/, "a user id");
const channelId = matching(/^C[A-Z0-9]+$/, "a public channel's id");
const conversationId = matching(/^[CGDUW][A-Z0-9]+$/, "a conversation's id");

const filter = object({
  optional: {
    include: list(1, 4, oneOf("im", "mpim", "private", "public")),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
  also: (value, at) =>
    Object.keys(value).length === 0 ? [`${at}: empty`] : none,
});

/** The choices of a menu, those of its groups included. */
export function choicesOf(element: Json): Json[] {
  return [
    ...objectsOf(element["options"]),
    ...objectsOf(element["option_groups"]).flatMap((group) =>
      objectsOf(group["options"]),
    ),
  ];
}

/** Slack wants what is chosen at first to be exactly one of the choices. */
export function initialAmongChoices(element: Json, at: string): string[] {
  const choices = choicesOf(element).map((choice) => JSON.stringify(choice));
  const single = element["initial_option"];
  const problems = objectsOf(element["initial_options"]).flatMap(
    (option, index) =>
      choices.includes(JSON.stringify(option))
        ? none
        : [`${at}.initial_options[${index}]: not one of the options`],
  );
  if (single !== undefined && !choices.includes(JSON.stringify(single)))
    problems.push(`${at}.initial_option: not one of the options`);
  return problems;
}

function optionsOrGroups(element: Json, at: string): string[] {
  return (element["options"] === undefined) ===
    (element["option_groups"] === undefined)
    ? [`${at}: needs either options or option_groups`]
    : initialAmongChoices(element, at);
}

/** A menu that takes several has its limit; what is chosen at first must fit. */
function withinMaximum(initial: string): (e: Json, at: string) => string[] {
  return (element, at) => {
    const chosen = element[initial];
    const max = element["max_selected_items"];
    return Array.isArray(chosen) &&
      typeof max === "number" &&
      chosen.length > max
      ? [
          `${at}.${initial}: ${chosen.length} items, max_selected_items is ${max}`,
        ]
      : none;
  };
}

function menu(
  type: string,
  optional: Record<string, Check>,
  also?: (element: Json, at: string) => string[],
): Check {
  return object({
    required: { type: oneOf(type) },
    optional: { ...common, ...optional },
    ...(also === undefined ? {} : { also }),
  });
}

function multiMenu(
  type: string,
  initial: string,
  item: Check,
  optional: Record<string, Check> = {},
  also?: (element: Json, at: string) => string[],
): Check {
  return menu(
    type,
    {
      [initial]: list(1, MAX_OPTIONS, item),
      max_selected_items: integer(1, Number.MAX_SAFE_INTEGER),
      ...optional,
    },
    (element, at) => [
      ...withinMaximum(initial)(element, at),
      ...(also?.(element, at) ?? none),
    ],
  );
}

const staticChoices = {
  options: list(1, MAX_OPTIONS, selectOption),
  option_groups: list(1, MAX_OPTIONS, optionGroup),
};
const minQueryLength = {
  min_query_length: integer(0, Number.MAX_SAFE_INTEGER),
};
const conversations = {
  default_to_current_conversation: boolean,
  filter,
};

export const selects: Record<string, Check> = {
  static_select: menu(
    "static_select",
    { ...staticChoices, initial_option: selectOption },
    optionsOrGroups,
  ),
  external_select: menu("external_select", {
    initial_option: selectOption,
    ...minQueryLength,
  }),
  users_select: menu("users_select", { initial_user: userId }),
  conversations_select: menu("conversations_select", {
    initial_conversation: conversationId,
    response_url_enabled: boolean,
    ...conversations,
  }),
  channels_select: menu("channels_select", {
    initial_channel: channelId,
    response_url_enabled: boolean,
  }),
  multi_static_select: multiMenu(
    "multi_static_select",
    "initial_options",
    selectOption,
    staticChoices,
    optionsOrGroups,
  ),
  multi_external_select: multiMenu(
    "multi_external_select",
    "initial_options",
    selectOption,
    minQueryLength,
  ),
  multi_users_select: multiMenu("multi_users_select", "initial_users", userId),
  multi_conversations_select: multiMenu(
    "multi_conversations_select",
    "initial_conversations",
    conversationId,
    conversations,
  ),
  multi_channels_select: multiMenu(
    "multi_channels_select",
    "initial_channels",
    channelId,
  ),
};

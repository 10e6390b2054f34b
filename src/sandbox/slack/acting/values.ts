import { choicesOf } from "../blocks/selects.ts";
import { takesSeveral, valueField, type Placed } from "../elements.ts";
import { fileObject, findFile } from "../files.ts";
import { isJson, type Json } from "../json.ts";
import type { StateValue } from "../state.ts";
import { findChannel, findUser } from "../workspace.ts";
import type { World } from "../world.ts";
import { impossible } from "./problem.ts";

/** What a person enters: a text, an option's value, a name; a list where several can be chosen; null for nothing. */
export type Entered = string | number | null | (string | number)[];

/** The key under which an external select's choices are remembered. */
export function offerKey(user: string, place: string, placed: Placed): string {
  return [user, place, placed.blockId, placed.actionId].join(" ");
}

/** Turns what was entered into what Slack sends; impossible when the element does not offer it. */
export function chosen(
  world: World,
  placed: Placed,
  entered: Entered,
  offered: Json[],
): StateValue {
  const { element } = placed;
  const field = valueField(element.type);
  if (field === undefined)
    return impossible(`${element.type} ${placed.actionId} holds nothing`);
  const one = (value: string | number): unknown =>
    choose(world, placed, value, offered);
  if (takesSeveral(element.type)) {
    const list = entered === null ? [] : [entered].flat();
    return { type: element.type, [field]: list.map(one) };
  }
  if (Array.isArray(entered))
    return impossible(`${placed.actionId} takes one value`);
  return {
    type: element.type,
    [field]: entered === null ? null : one(entered),
  };
}

/** One value in the form of the element. */
function choose(
  world: World,
  { actionId, element }: Placed,
  entered: string | number,
  offered: Json[],
): unknown {
  const text = String(entered);
  switch (element.type) {
    case "static_select":
    case "multi_static_select":
    case "radio_buttons":
    case "checkboxes":
      return optionOf(choicesOf(element), text, actionId);
    case "external_select":
    case "multi_external_select":
      return optionOf(offered, text, actionId);
    case "users_select":
    case "multi_users_select":
      return (
        findUser(world, text)?.id ?? impossible(`there is no person ${text}`)
      );
    case "channels_select":
    case "multi_channels_select":
      return channelId(world, text, ["public"]);
    case "conversations_select":
    case "multi_conversations_select":
      return channelId(world, text, ["public", "private", "im"]);
    case "datetimepicker":
      return wholeSeconds(entered);
    case "datepicker":
      return shaped(text, /^\d{4}-\d{2}-\d{2}$/, "a date");
    case "timepicker":
      return shaped(text, /^\d{2}:\d{2}$/, "a time");
    case "rich_text_input":
      return richText(text);
    case "file_input":
      return fileOf(world, text);
    default:
      return text;
  }
}

/** What was given to Slack before; see giveFile. */
function fileOf(world: World, id: string): Json {
  const file = findFile(world, id);
  return file?.user === undefined
    ? impossible(`nobody gave a file ${id}`)
    : fileObject(world, file);
}

function optionOf(options: Json[], value: string, actionId: string): Json {
  return (
    options.find((option) => option["value"] === value) ??
    impossible(`${actionId} does not offer ${JSON.stringify(value)}`)
  );
}

function channelId(world: World, where: string, kinds: string[]): string {
  const channel = findChannel(world, where);
  return channel !== undefined && kinds.includes(channel.kind)
    ? channel.id
    : impossible(`there is no channel ${where} to choose`);
}

function wholeSeconds(entered: string | number): number {
  const seconds = Number(entered);
  return Number.isInteger(seconds)
    ? seconds
    : impossible(`${entered} is not a time in seconds`);
}

function shaped(text: string, pattern: RegExp, what: string): string {
  return pattern.test(text) ? text : impossible(`${text} is not ${what}`);
}

function richText(text: string): Json {
  const elements = [{ type: "text", text }];
  return {
    type: "rich_text",
    elements: [{ type: "rich_text_section", elements }],
  };
}

/** The values of a form by block_id: each element's own, or by action_id where a block has several. */
export type Form = Record<string, Entered | Record<string, Entered>>;

/** What the form holds for this element; undefined when it was left as it is. */
export function enteredFor(form: Form, placed: Placed): Entered | undefined {
  const inBlock = form[placed.blockId];
  if (!isJson(inBlock)) return inBlock;
  return inBlock[placed.actionId];
}

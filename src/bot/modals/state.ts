import { type Block, emoji, lines, text } from "../../base/slack-blocks.ts";
import { storable } from "../../base/text.ts";
import type { View } from "../reply.ts";

/** The part of Slack's view state that our elements fill. */
export interface ViewValue {
  value?: string | null | undefined;
  selected_option?: { value?: string | undefined } | null | undefined;
  selected_options?: { value?: string | undefined }[] | undefined;
  selected_conversations?: string[] | undefined;
  selected_users?: string[] | undefined;
  /** In seconds. */
  selected_date_time?: number | null | undefined;
  selected_conversation?: string | null | undefined;
  selected_user?: string | null | undefined;
  files?: { id?: string }[] | undefined;
}

/** By block id and action id. */
export type ViewValues = Record<string, Record<string, ViewValue>>;

/** What a submitted view holds, by block id: text, the chosen value or values; empty ones are left out. */
export function submitted(values: ViewValues): Record<string, string> {
  const entries = Object.entries(values).flatMap(([block, elements]) => {
    const [value] = Object.values(elements).map(textOf);
    const typed = storable(value ?? "");
    return typed === "" ? [] : [[block, typed] as const];
  });
  return Object.fromEntries(entries);
}

function textOf({
  value,
  selected_option: one,
  selected_options: several,
  selected_conversations: channels,
  selected_users: users,
  selected_conversation: channel,
  selected_user: user,
  selected_date_time: seconds,
  files,
}: ViewValue): string | undefined {
  return (
    value ??
    one?.value ??
    several?.map((chosen) => chosen.value).join(",") ??
    channels?.join(",") ??
    users?.join(",") ??
    channel ??
    user ??
    seconds?.toString() ??
    files?.map(({ id }) => id).join(",")
  );
}

/** Where Slack keeps what an element was filled with, and where the element takes it from the next time; files must be chosen again. */
const initials = {
  value: "initial_value",
  selected_option: "initial_option",
  selected_options: "initial_options",
  selected_conversations: "initial_conversations",
  selected_users: "initial_users",
  selected_date_time: "initial_date_time",
  selected_conversation: "initial_conversation",
  selected_user: "initial_user",
} as const satisfies Record<Exclude<keyof ViewValue, "files">, string>;

/**
 * The form as it was filled in, with what is wrong with it on top: for an answer that came too late to be told at the
 * fields, when something else stands in the form's place already.
 */
export function filledIn(
  form: View,
  values: ViewValues,
  errors: Record<string, string>,
): View {
  const problems = Object.values(errors).map((error) => [
    emoji("warning"),
    text(` ${error}`),
  ]);
  return {
    ...form,
    blocks: [
      lines(...problems),
      ...form.blocks.map((block) => filled(block, values)),
    ],
  };
}

function filled(block: Block, values: ViewValues): Block {
  const { element } = block;
  if (block.type !== "input" || typeof element !== "object" || element === null)
    return block;
  const { action_id: actionId } = element as { action_id?: string };
  const value = values[block.block_id ?? ""]?.[actionId ?? ""] ?? {};
  const kept = Object.entries(initials).flatMap(([held, initial]) => {
    const now = value[held as keyof ViewValue] ?? "";
    const isEmpty = now === "" || (Array.isArray(now) && now.length === 0);
    return isEmpty ? [] : [[initial, now] as const];
  });
  const bare = Object.entries(element).filter(
    ([name]) => !name.startsWith("initial_"),
  );
  return { ...block, element: Object.fromEntries([...bare, ...kept]) };
}

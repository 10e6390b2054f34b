import type { Block } from "../base/slack-blocks.ts";
import { commandNamed } from "./commands/index.ts";
import type { Message } from "./reply.ts";

/**
 * Examples are written as in a direct message ("list iati"). Where people type something before the verb
 * ("/allswell ", "@allswell "), the examples show it, so that they can be copied as they stand.
 */
export function typedHere(reply: Message, before: string): Message {
  if (before === "") return reply;
  return { ...reply, blocks: shown(reply.blocks, before) as Block[] };
}

function shown(part: unknown, before: string): unknown {
  if (Array.isArray(part)) return part.map((one) => shown(one, before));
  if (typeof part !== "object" || part === null) return part;
  if (isExample(part)) return { ...part, text: before + part.text };
  const entries = Object.entries(part).map(
    ([name, value]): [string, unknown] => [name, shown(value, before)],
  );
  return Object.fromEntries(entries);
}

function isExample(part: object): part is { text: string } {
  const { type, text, style } = part as {
    type?: unknown;
    text?: unknown;
    style?: { code?: unknown };
  };
  if (type !== "text" || style?.code !== true || typeof text !== "string")
    return false;
  const [verb = ""] = text.split(" ");
  return commandNamed(verb) !== undefined;
}

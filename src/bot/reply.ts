import { type Block, lines, notification, text } from "../base/slack-blocks.ts";
import type { Refusal } from "../actions/context.ts";

/** What somebody sees next. */
export type Reply =
  | { kind: "message"; text: string; blocks: Block[] }
  | { kind: "form"; view: View };

export type Message = Reply & { kind: "message" };

/** A modal, as views.open takes it. */
export interface View {
  type: "modal";
  callback_id: string;
  title: object;
  submit?: object;
  close?: object;
  private_metadata?: string;
  blocks: Block[];
}

export function message(title: string, blocks: Block[]): Message {
  return { kind: "message", text: notification(title), blocks };
}

/** One sentence or two, without any ado. Backquotes in it are shown as code. */
export function say(sentence: string): Message {
  return message(sentence.replaceAll("`", ""), [lines(leavesOf(sentence))]);
}

export function sayRefusal({ text: sentence }: Refusal): Message {
  return say(sentence);
}

function leavesOf(sentence: string) {
  return sentence
    .split("`")
    .flatMap((part, index) =>
      part === "" ? [] : [text(part, index % 2 === 1 ? "code" : undefined)],
    );
}

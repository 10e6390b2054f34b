import type { Refusal } from "../actions/context.ts";
import {
  actions,
  type Block,
  type Button,
  type Leaf,
  lines,
  notification,
  text,
} from "../base/slack-blocks.ts";
import { clip } from "../base/text.ts";
import type { SlackFile } from "./files.ts";

/** What somebody sees next. */
export type Reply = Message | Form;

export interface Message {
  kind: "message";
  text: string;
  blocks: Block[];
  /** What is said where Slack does not take the blocks: old workspaces know no charts. */
  plainer?: Message;
  /** Pictures that follow in the place of its charts then, where everybody sees the answer. */
  files?: () => Promise<SlackFile[]>;
  /** It stands in the message whose button was pressed, for everybody: nobody is answered besides. */
  isShown?: true;
  /** It takes the place of the message whose button was pressed, where only the presser sees that. */
  instead?: true;
  /** It holds a secret: it is shown to the person alone, in no place that is kept. */
  isSecret?: true;
  /** Nothing is called that, and names like it are offered or there are none: another reading of the words may do better. */
  notFound?: "likely" | "nothing";
}

/** A form, with the button that opens it where Slack does not let us open it right away. */
export interface Form {
  kind: "form";
  view: View;
  /** What is opened where Slack does not take the view: the workspace declined a scope that it needs. */
  plainer?: View;
  button: Button;
}

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

/** Longer sentences are never ours: somebody put a novel into a field. */
const LONGEST_SENTENCE = 2_500;

export function message(title: string, blocks: Block[]): Message {
  return { kind: "message", text: notification(title), blocks };
}

/** One sentence or two, without any ado, and buttons where something can be done next. Backquotes in it are shown as code. */
export function say(
  sentence: string,
  buttons: readonly Button[] = [],
): Message {
  const shown = clip(sentence, LONGEST_SENTENCE);
  return message(shown.replaceAll("`", ""), [
    lines(leavesOf(shown)),
    ...(buttons.length === 0 ? [] : [actions("next", buttons)]),
  ]);
}

export function sayRefusal({ text: sentence, hint }: Refusal): Message {
  return say(hint === undefined ? sentence : `${sentence} ${hint}`);
}

/** The same message, in the place of the one whose button was pressed. */
export function instead(reply: Message): Message {
  return { ...reply, instead: true };
}

/** A mention cannot open a form, and a trigger of Slack's lives for three seconds: a press on this button has a new one. */
export function formBehindButton({ button }: Form): Message {
  return say("The form cannot be opened by itself here: press the button.", [
    { style: "primary", ...button },
  ]);
}

/** A sentence of ours, in which backquotes stand for code. */
export function leavesOf(sentence: string): Leaf[] {
  const leaves = sentence
    .split("`")
    .flatMap((part, index) =>
      part === "" ? [] : [text(part, index % 2 === 1 ? "code" : undefined)],
    );
  return leaves.length > 0 ? leaves : [text("")];
}

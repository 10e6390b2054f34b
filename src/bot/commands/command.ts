import type { Actor, Context } from "../../actions/context.ts";
import type { ProbeResult } from "../../domain/result.ts";
import { actions, lines, text } from "../../base/slack-blocks.ts";
import { buttonIds } from "../buttons/ids.ts";
import { message, type Reply, type View } from "../reply.ts";
import type { Word } from "../words.ts";

/** What somebody typed, and where. */
export interface Ask {
  /** Without the verb. */
  words: Word[];
  actor: Actor;
  /** Slack's conversation id. */
  channelId: string;
  /** Whether a form can be opened right away: not from a mention or a direct message. */
  canOpenForm: boolean;
}

/** Connects accounts of X; see announcer. Null where the app has no keys. */
export interface AccountSignIn {
  /** The address to open as the account, and what finish() needs. */
  begin(): Promise<{ url: string; ticket: { token: string; secret: string } }>;
  /** A sentence where X does not accept the PIN. */
  finish(
    ticket: { token: string; secret: string },
    pin: string,
  ): Promise<
    | { ok: true; id: string; handle: string; tokens: Record<string, string> }
    | { ok: false; text: string }
  >;
}

/** What commands work with. */
export interface Tools {
  context(actor: Actor): Context;
  /** Looks at a monitor right now; nothing is recorded. Null where it was removed. */
  probe(monitorId: number): Promise<ProbeResult | null>;
  signIn: AccountSignIn | null;
  /** "#iati-status"; the id where Slack does not tell. */
  channelName(id: string): Promise<string>;
  /** What a reference to a secret stands for; undefined where there is none. */
  openSecret(name: string): string | undefined;
}

/** A verb: help, the parser, suggestions and the README are made from these. */
export interface Command {
  name: string;
  aliases?: readonly string[];
  /** One line for the help. */
  summary: string;
  /** How to type it, without the slash command; the first is the usual one. */
  usage: readonly string[];
  run(ask: Ask, tools: Tools): Promise<Reply>;
}

/** A form, or where none can be opened right away a button that opens it: a press can, a mention cannot. */
export function formOrButton(
  { canOpenForm }: Pick<Ask, "canOpenForm">,
  view: View,
  button: "addForm" | "namespaceForm",
  label: string,
): Reply {
  if (canOpenForm) return { kind: "form", view };
  return message(label, [
    lines([
      text("A form cannot be opened from here by itself: press the button."),
    ]),
    actions("form", [
      { action: buttonIds[button], label, value: "mention", style: "primary" },
    ]),
  ]);
}

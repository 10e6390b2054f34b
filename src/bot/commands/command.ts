import type { Actor, Context } from "../../actions/context.ts";
import type { Log } from "../../base/log.ts";
import type { ProbeResult } from "../../domain/result.ts";
import type { Reply } from "../reply.ts";
import type { Word } from "../words.ts";

/** What somebody typed, and where. */
export interface Ask {
  /** Without the verb. */
  words: readonly Word[];
  actor: Actor;
  /** Slack's conversation id. */
  channelId: string;
}

/** A sign-in that was begun, as the remote knows it. */
export interface Ticket {
  token: string;
  secret: string;
}

/** Connects accounts of X; see announcer. Null where the app has no keys. */
export interface AccountSignIn {
  /** The address to open as the account, and what finish() needs. It throws where X cannot be reached. */
  begin(): Promise<{ url: string; ticket: Ticket }>;
  /** A sentence where X does not accept the PIN. */
  finish(
    ticket: Ticket,
    pin: string,
  ): Promise<
    | { ok: true; id: string; handle: string; tokens: Record<string, string> }
    | { ok: false; text: string }
  >;
}

/** A Slack channel as far as Slack shows it to the app. */
export interface SlackChannel {
  /** "#iati-status"; the id where Slack does not tell. */
  label: string;
  /** Why a message there would not arrive, with what to do; undefined where it would. */
  problem: string | undefined;
}

/** What commands work with. */
export interface Tools {
  context(actor: Actor): Context;
  /** Looks at a monitor right now; nothing is recorded. Null where it was removed. */
  probe(monitorId: number): Promise<ProbeResult | null>;
  signIn: AccountSignIn | null;
  channel(id: string): Promise<SlackChannel>;
  /** Where this program is reached from outside; `path` begins with "/". */
  urlOf(path: string): string;
  /** What a reference to a secret stands for; undefined where there is none. */
  openSecret(name: string): string | undefined;
  log: Log;
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

import type { Actor, Context, Refusal } from "../../actions/context.ts";
import type { Finding } from "../../actions/doctor.ts";
import type { MayNotReach } from "../../actions/audience/webhooks.ts";
import type { Log } from "../../base/log.ts";
import type { Picture } from "../../domain/pictures.ts";
import type { Check } from "../../checks/check.ts";
import type { ProbeResult } from "../../domain/result.ts";
import type { FilePlace, SlackFile } from "../files.ts";
import type { ReadFile } from "../read-file.ts";
import type { Reply } from "../reply.ts";
import type { UserGroup } from "../user-groups.ts";
import type { Word } from "../words.ts";

/** What somebody typed, and where. */
export interface Ask {
  /** Without the verb. */
  words: readonly Word[];
  actor: Actor;
  /** Slack's conversation id. */
  channelId: string;
  /** The thread it was in. */
  threadTs?: string | undefined;
  /** Nobody else sees the answer, and it is kept nowhere. */
  isAlone?: true;
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

/** Signs an account in with what was entered, by field; a sentence at the field that is wrong. */
export type NetworkSignIns = Record<
  "mastodon" | "bluesky",
  (
    entered: Record<string, string>,
  ) => Promise<
    | { ok: true; id: string; handle: string; tokens: Record<string, string> }
    | { ok: false; field: string; text: string }
  >
>;

/** A Slack channel as far as Slack shows it to the app. */
export interface SlackChannel {
  /** "#iati-status"; the id where Slack does not tell. */
  label: string;
  /** Why a message there would not arrive, with what to do; undefined where it would. */
  problem: string | undefined;
}

/** A monitor that is not saved: its settings as its check's schema parsed them. */
export interface Trial {
  check: Check;
  settings: unknown;
  timeoutMs: number;
  timezone: string;
}

/** What commands work with. */
export interface Tools {
  context(actor: Actor): Context;
  /** Looks at a monitor right now; nothing is recorded. Null where it was removed. */
  probe(monitorId: number): Promise<ProbeResult | null>;
  /** Looks by settings that are not saved; nothing is recorded. */
  tryOut(trial: Trial): Promise<ProbeResult>;
  signIn: AccountSignIn | null;
  /** Sign-ins with what was entered in a form; see announcer. */
  networks?: NetworkSignIns;
  /** A Slack channel by its name ("#iati-status") or id; undefined where Slack shows none. */
  findChannel(
    named: string,
  ): Promise<{ id: string; label: string } | undefined>;
  channel(id: string): Promise<SlackChannel>;
  /** Somebody else than the one who acts: the name, and whether it is a guest; nothing of what was given to them. */
  person(userId: string): Promise<Actor>;
  /** Slack's user groups; a sentence where it does not tell. */
  userGroups(): Promise<
    { ok: true; groups: UserGroup[] } | { ok: false; text: string }
  >;
  /** Slack user ids of the configuration's admins; none: the workspace's own are ours. */
  namedAdmins: readonly string[];
  /** Draws a picture as a PNG file. */
  draw(picture: Picture): Promise<Buffer>;
  /** Posts files where everybody sees them, with a sentence; where Slack takes none, says why. */
  postFiles(
    place: FilePlace,
    files: readonly SlackFile[],
    words: string,
  ): Promise<string | undefined>;
  /** The text of a file that somebody gave to Slack, or why it cannot be read. */
  readFile(fileId: string, userId: string): Promise<ReadFile>;
  /** How allswell itself does; for those who may know. */
  examine(actor: Actor): Promise<{ ok: true; findings: Finding[] } | Refusal>;
  /** The mail server that mails go through, and who writes; not there where none is configured. */
  mail?: { host: string; from: string } | undefined;
  /** Why a host may never be asked anything; undefined where it may. */
  mayNotReach: MayNotReach;
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

import type { Failed } from "../starttls/incoming.ts";
import type { Talk } from "../mail-protocol/talk.ts";

/** One of our own messages: its UID in IMAP, its number in POP3. */
export type Found = number;

/** A mailbox that is open. Nothing in here throws for what a server does. */
export interface Mailbox {
  ok: true;
  /** Looks through what has arrived since the first opening for messages whose header is exactly this. */
  find(header: string): Promise<{ ok: true; found: Found[] } | Failed>;
  /** Looks for earlier messages whose header will do: not through all of a mailbox, but where they are likely. */
  findOlder(
    isOurs: (header: string) => boolean,
    mark: string,
  ): Promise<{ ok: true; found: Found[] } | Failed>;
  /** Deletes these messages and no other ones; answers with how far that went. */
  remove(found: Found[]): Promise<{ ok: true; isGone: boolean } | Failed>;
  /** Says goodbye, waiting for the answer where it makes deletions final. */
  close(): Promise<{ ok: true } | Failed>;
  talk: Talk;
}

/** How a kind of mailbox is opened and asked again. */
export interface MailboxKind {
  /** Opens the mailbox on a talk that is logged in. `memory` is the same object each time. */
  open(talk: Talk, folder: string, memory: Memory): Promise<Mailbox | Failed>;
  /** Whether an open mailbox sees what arrives later. */
  staysCurrent: boolean;
  /** From the first to the longest pause between two looks; each is longer than the one before. */
  pauses: { firstMs: number; longestMs: number; factor: number };
}

/** What was there before, so that only what is new is looked at. */
export interface Memory {
  /** IMAP: the lowest UID that has not been looked at. */
  nextUid?: number;
  /** POP3: the unique ids that were there, or were looked at. */
  seenIds?: Set<string>;
}

import { hangUp } from "../mail-protocol/talk.ts";
import type { Reason } from "../../domain/result.ts";
import type { Failed } from "../starttls/incoming.ts";
import type { Found, Mailbox, MailboxKind } from "./mailbox.ts";

export interface Watch {
  /** The header that only the mail has that is waited for. */
  header: string;
  kind: MailboxKind;
  /** Logs in and opens the mailbox. */
  open: () => Promise<Mailbox | Failed>;
  signal: AbortSignal;
}

export type Waited =
  | { ok: true; mailbox: Mailbox; found: Found[] }
  /** `problem` is why the last look failed; undefined where it did not, and there was no such mail. */
  | { ok: false; problem: Reason | undefined };

/**
 * Looks into a mailbox again and again until the mail is there or the signal fires. The mailbox in which it was found is
 * still open then, otherwise no socket is left. `current` is a mailbox that is open already.
 */
export async function awaitMail(
  { header, kind, open, signal }: Watch,
  current: Mailbox | undefined,
): Promise<Waited> {
  let mailbox = current;
  let problem: Reason | undefined;
  for (let ms = kind.pauses.firstMs; ; ms = longer(ms, kind.pauses)) {
    if (!(await pause(ms, signal))) break;
    const looked = await look(mailbox, header, open);
    if (looked.ok && looked.found.length > 0) return looked;
    mailbox = looked.ok ? await keep(looked.mailbox, kind) : undefined;
    // A look that the deadline cut short says nothing.
    if (!signal.aborted) problem = looked.ok ? undefined : looked.failure;
  }
  if (mailbox !== undefined) hangUp(mailbox.talk);
  return { ok: false, problem };
}

/** One look, in a mailbox that is open or in one that is opened for it. Where it fails, the mailbox is closed. */
async function look(
  current: Mailbox | undefined,
  header: string,
  open: Watch["open"],
): Promise<{ ok: true; mailbox: Mailbox; found: Found[] } | Failed> {
  const mailbox = current ?? (await open());
  if (!mailbox.ok) return mailbox;
  const looked = await mailbox.find(header);
  if (looked.ok) return { ...looked, mailbox };
  hangUp(mailbox.talk);
  return looked;
}

/** Keeps a mailbox open for the next look, where that one would see what is new. */
export async function keep(
  mailbox: Mailbox,
  { staysCurrent }: MailboxKind,
): Promise<Mailbox | undefined> {
  if (staysCurrent) return mailbox;
  await mailbox.close();
  hangUp(mailbox.talk);
  return undefined;
}

function longer(ms: number, { factor, longestMs }: MailboxKind["pauses"]) {
  return Math.min(ms * factor, longestMs);
}

/** Resolves to false as soon as the signal fires. */
function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const onAbort = () => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve(true);
    }, ms);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

import { timingSafeEqual } from "node:crypto";
import type { SecretBox } from "../../base/secret-box.ts";
import type { Outlet } from "../../store/entities/outlets.ts";

/**
 * Before the keyed hash of an address: which of its outlets. A list is told what the team is told, a notice what
 * customers are told; a reader is a customer who came by the public page.
 */
const marks = { list: "list:", notice: "notice:", reader: "reader:" } as const;
const TAG = "[A-Za-z0-9_-]{22}";
const TOKEN = new RegExp(`^([lnr])(${TAG})(${TAG})$`);
const CONFIRMATION = new RegExp(`^([1-9]\\d{0,9})-(${TAG})$`);

export type MailListener = keyof typeof marks;

/** By what an address's outlet is found, without anybody being able to read the address from it. */
export function mailRecipient(
  secrets: SecretBox,
  listener: MailListener,
  addressKey: string,
): string {
  return `${marks[listener]}${secrets.tag(`mail ${listener} ${addressKey}`)}`;
}

/** Whether an outlet is a person, whose address is the one that they keep as theirs, and not an address of its own. */
export function isPersonByMail({
  channel,
  recipient,
}: Pick<Outlet, "channel" | "recipient">): boolean {
  return channel === "mail" && !recipient.includes(":");
}

/** What lets its holder see and stop what comes to an address. */
export function manageToken(secrets: SecretBox, recipient: string): string {
  const hash = recipient.slice(recipient.indexOf(":") + 1);
  return `${recipient.slice(0, 1)}${hash}${secrets.tag(`mail manage ${recipient}`)}`;
}

/** The recipient that a token is for; undefined where it is none of ours. */
export function recipientOfToken(
  secrets: SecretBox,
  token: string,
): string | undefined {
  const [, letter, hash, given] = TOKEN.exec(token) ?? [];
  if (letter === undefined || hash === undefined || given === undefined)
    return undefined;
  const mark = Object.values(marks).find((one) => one.startsWith(letter));
  const recipient = `${mark ?? ""}${hash}`;
  return isSame(given, secrets.tag(`mail manage ${recipient}`))
    ? recipient
    : undefined;
}

/** What says that the owner of an address meant it. */
export function confirmToken(secrets: SecretBox, signupId: number): string {
  return `${signupId}-${secrets.tag(`mail confirm ${signupId}`)}`;
}

export function signupOfToken(
  secrets: SecretBox,
  token: string,
): number | undefined {
  const [, id, given] = CONFIRMATION.exec(token) ?? [];
  if (id === undefined || given === undefined) return undefined;
  return isSame(given, secrets.tag(`mail confirm ${id}`))
    ? Number(id)
    : undefined;
}

function isSame(given: string, right: string): boolean {
  return (
    given.length === right.length &&
    timingSafeEqual(Buffer.from(given), Buffer.from(right))
  );
}

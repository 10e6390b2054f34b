import { randomBytes } from "node:crypto";
import type { SecretBox } from "../../base/secret-box.ts";
import { type Instant, MINUTE } from "../../domain/time.ts";

/** Whoever takes longer begins again. */
export const TICKET_LIFE_MS = 10 * MINUTE;
const PLACE = "sign-in of the web";
const RANDOM_BYTES = 32;
const LONGEST_PATH = 300;

/** A sign-in that was begun; the browser that began it keeps it, sealed, and nobody else can end it. */
export interface Ticket {
  /** Comes back with the answer: it belongs to this beginning. */
  state: string;
  /** Stands in what Slack signs: it was made for this beginning. */
  nonce: string;
  /** The page to come back to. */
  to: string;
  until: Instant;
}

export function newTicket(to: string, now: Instant): Ticket {
  const random = (): string => randomBytes(RANDOM_BYTES).toString("base64url");
  return {
    state: random(),
    nonce: random(),
    to,
    until: now + TICKET_LIFE_MS,
  };
}

export function sealTicket(secrets: SecretBox, ticket: Ticket): string {
  return secrets
    .seal(JSON.stringify(ticket), PLACE)
    .sealed.toString("base64url");
}

/** Undefined where there is none, it is none of ours, or it is too old. */
export function openTicket(
  secrets: SecretBox,
  sealed: string | undefined,
  now: Instant,
): Ticket | undefined {
  if (sealed === undefined) return undefined;
  try {
    const box = {
      keyId: secrets.keyId,
      sealed: Buffer.from(sealed, "base64url"),
    };
    const ticket = JSON.parse(secrets.open(box, PLACE)) as Ticket;
    return now < ticket.until ? ticket : undefined;
  } catch {
    return undefined;
  }
}

/** A page of ours, whatever stands in an address; "/" where it is none. */
export function ownPath(wanted: unknown): string {
  const here = "http://here";
  const isPath =
    typeof wanted === "string" &&
    wanted.length <= LONGEST_PATH &&
    wanted.startsWith("/");
  const url = isPath ? URL.parse(wanted, here) : null;
  // Reading leaves out dots: what is left of "/.//other.example" would be another host.
  const isOwn = url?.origin === here && !url.pathname.startsWith("//");
  return isOwn ? `${url.pathname}${url.search}` : "/";
}

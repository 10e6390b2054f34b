import type { SecretBox } from "../base/secret-box.ts";
import { readTicket, type SealedTicket } from "./buttons/values.ts";
import type { Ticket } from "./commands/command.ts";

/** A value is tied to what it is for and to its namespace: it opens for no other. */
function place(slug: string): string {
  return `sign-in/${slug}`;
}

/** A sign-in that was begun, for a button: Slack keeps what buttons hold, so it is sealed. */
export function sealTicket(
  box: SecretBox,
  slug: string,
  ticket: Ticket,
): string {
  const { keyId, sealed } = box.seal(JSON.stringify(ticket), place(slug));
  return JSON.stringify({
    slug,
    keyId,
    sealed: sealed.toString("base64"),
  } satisfies SealedTicket);
}

/** Undefined where it is not one of ours, or was sealed with another key. */
export function openTicket(
  box: SecretBox,
  value: string,
): { slug: string; ticket: Ticket } | undefined {
  const held = readTicket(value);
  if (held === undefined) return undefined;
  const { slug, keyId, sealed } = held;
  try {
    const opened = box.open(
      { keyId, sealed: Buffer.from(sealed, "base64") },
      place(slug),
    );
    return { slug, ticket: JSON.parse(opened) as Ticket };
  } catch {
    return undefined;
  }
}

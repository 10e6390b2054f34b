import type { Contact } from "../../actions/people/contact.ts";
import { listed } from "../../base/text.ts";
import { contactKinds } from "../../domain/contact.ts";

/** What is kept now, as far as it may be shown to the person whose it is. */
export function contactSentence(known: Contact): string {
  const kept = contactKinds.flatMap((kind) => {
    const value = known[kind];
    return value === undefined ? [] : [`your ${kind} ${value}`];
  });
  return kept.length === 0
    ? "No phone and no mail address of yours is kept."
    : `Kept, encrypted: ${listed(kept)}. Nobody is shown it; allswell uses it when you are on call.`;
}

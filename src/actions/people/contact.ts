import {
  cleanMail,
  cleanPhone,
  type ContactKind,
  contactKinds,
  masked,
} from "../../domain/contact.ts";
import {
  deleteSecret,
  openSecrets,
  ownersOf,
  putSecret,
} from "../../store/bookkeeping.ts";
import type { Db } from "../../store/db.ts";
import {
  type Context,
  type Problem,
  refuseFields,
  type Refusal,
} from "../context.ts";
import { audit, mayNotAct } from "./permission.ts";

/** How to reach somebody outside Slack; what was not given is not there. */
export type Contact = Partial<Record<ContactKind, string>>;

/** What is to become of each: a new value, null to forget it; what is left out stays. */
export type ContactChange = Partial<Record<ContactKind, string | null>>;

const cleaners = { phone: cleanPhone, mail: cleanMail };

/** Whose secrets a person's contacts are. */
export function contactOwner(userId: string): string {
  return `person:${userId}`;
}

/** Keeps how the actor can be reached, sealed. Nobody else is ever shown it; the audit says what changed, not to what. */
export async function changeContact(
  context: Context,
  change: ContactChange,
): Promise<{ ok: true; contact: Contact } | Refusal> {
  const refusal = mayNotAct(context);
  if (refusal !== undefined) return refusal;
  const cleaned = cleanedChange(change);
  if (!cleaned.ok) return refuseFields(cleaned.problems);
  return context.store.transaction(async (tx) => {
    for (const [kind, value] of cleaned.values) {
      await put(tx, context, kind, value);
      await audit(
        tx,
        context,
        value === null ? "contact remove" : "contact set",
        kind,
      );
    }
    return { ok: true as const, contact: await maskedOf(tx, context) };
  });
}

function cleanedChange(
  change: ContactChange,
):
  | { ok: true; values: [ContactKind, string | null][] }
  | { ok: false; problems: Problem[] } {
  const values: [ContactKind, string | null][] = [];
  const problems: Problem[] = [];
  for (const kind of contactKinds) {
    const typed = change[kind];
    if (typed === undefined) continue;
    const cleaned = typed === null ? null : cleaners[kind](typed);
    if (cleaned === null) values.push([kind, null]);
    else if (cleaned.ok) values.push([kind, cleaned.value]);
    else problems.push({ field: kind, text: cleaned.text });
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, values };
}

async function put(
  tx: Db,
  { actor, secrets }: Context,
  kind: ContactKind,
  value: string | null,
): Promise<void> {
  const owner = contactOwner(actor.id);
  if (value === null) await deleteSecret(tx, owner, kind);
  else await putSecret(tx, secrets, owner, kind, value);
}

/** The actor's own, so far hidden that it is only known again. */
export async function showContact(context: Context): Promise<Contact> {
  return maskedOf(context.store.db, context);
}

async function maskedOf(
  db: Db,
  { secrets, actor }: Pick<Context, "secrets" | "actor">,
): Promise<Contact> {
  const known = await openSecrets(db, secrets, [contactOwner(actor.id)]);
  const values = known.get(contactOwner(actor.id)) ?? {};
  return Object.fromEntries(
    contactKinds.flatMap((kind) => {
      const value = values[kind];
      return value === undefined ? [] : [[kind, masked(kind, value)]];
    }),
  );
}

/** The people who can be reached at this number. */
export async function peopleWithPhone(
  { store, secrets }: Pick<Context, "store" | "secrets">,
  number: string,
): Promise<string[]> {
  const owners = await ownersOf(store.db, contactOwner(""), "phone");
  const known = await openSecrets(store.db, secrets, owners);
  return owners
    .filter((owner) => known.get(owner)?.["phone"] === number)
    .map((owner) => owner.slice(contactOwner("").length));
}

/** For whoever wakes people up, never to be shown: user id to contact. */
export async function contactsOf(
  { store, secrets }: Pick<Context, "store" | "secrets">,
  userIds: readonly string[],
): Promise<Map<string, Contact>> {
  const known = await openSecrets(store.db, secrets, userIds.map(contactOwner));
  return new Map(
    userIds.flatMap((id) => {
      const values = known.get(contactOwner(id));
      return values === undefined ? [] : [[id, values] as const];
    }),
  );
}

import { type Audience, type Verbosity } from "../../domain/announcement.ts";
import { masked } from "../../domain/contact.ts";
import { nameKey } from "../../domain/names.ts";
import { addressKey, cleanAddress } from "../../domain/mail-address.ts";
import type { Db } from "../../store/db.ts";
import type { Outlet } from "../../store/entities/outlets.ts";
import {
  findMailLine,
  type MailLine,
  mailLines,
  mailLinesOf,
  readersByNamespace,
  setVerbosity,
} from "../../store/mail/mail-lists.ts";
import {
  deleteSubscription,
  insertSubscription,
} from "../../store/telling/subscriptions.ts";
import { contactsOf } from "../people/contact.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import {
  addressesOf,
  ensureMailOutlet,
  ensurePersonByMail,
} from "./mail-outlets.ts";
import { mailRecipient } from "./mail-tokens.ts";
import {
  audit,
  mayNotAct,
  mayNotAnnounce,
  mayNotChange,
} from "../people/permission.ts";
import {
  placeOfLine,
  placeOfTopic,
  topicName,
} from "../audience/subscribed-topics.ts";
import type { Topic } from "../audience/subscriptions.ts";

export type { MailLine } from "../../store/mail/mail-lists.ts";

/** More would be a mailing list's work, and its own unsubscribing. */
const MOST_ADDRESSES = 50;
const MOST_LISTED = 100;

/** How an address is told. */
export interface Hearing {
  audience: Audience;
  verbosity: Verbosity;
}

export type MailSubscribed =
  | {
      ok: true;
      /** Masked: those that hear from now on, and those that did already. */
      added: string[];
      known: string[];
    }
  | Refusal;

/**
 * Lets addresses hear of something by mail. What the team is told leaves the house, so whoever may change what it is
 * about decides; who may speak to customers decides of customers.
 */
export async function subscribeByMail(
  context: Context,
  typed: readonly string[],
  hearing: Hearing,
  topic: Topic,
): Promise<MailSubscribed> {
  const cleaned = cleanedAddresses(typed);
  if (!cleaned.ok) return cleaned;
  return context.store.transaction(async (tx) => {
    const place = await placeOfTopic(tx, topic);
    const refusal =
      hearing.audience === "customers"
        ? mayNotAnnounce(context, place)
        : mayNotChange(context, place);
    if (refusal !== undefined) return refusal;
    const result = {
      ok: true as const,
      added: [] as string[],
      known: [] as string[],
    };
    for (const address of cleaned.addresses) {
      const outlet = await ensureMailOutlet(
        tx,
        context,
        address,
        hearing.audience === "customers" ? "notice" : "list",
      );
      await setVerbosity(tx, outlet.id, hearing.verbosity);
      const isNew = await begin(tx, context, outlet, topic);
      (isNew ? result.added : result.known).push(outlet.label);
    }
    return result;
  });
}

/** Lets the actor hear by mail, at the address that they keep as theirs. */
export async function subscribeMeByMail(
  context: Context,
  topic: Topic,
): Promise<MailSubscribed> {
  const refusal = mayNotAct(context);
  if (refusal !== undefined) return refusal;
  const known = await addressOf(context);
  if (!known.ok) return known;
  const { label } = known;
  return context.store.transaction(async (tx) => {
    const outlet = await ensurePersonByMail(tx, context, context.actor);
    await setVerbosity(tx, outlet.id, "problems");
    const isNew = await begin(tx, context, outlet, topic);
    return {
      ok: true as const,
      added: isNew ? [label] : [],
      known: isNew ? [] : [label],
    };
  });
}

/** The actor's own address, masked. */
async function addressOf(
  context: Context,
): Promise<{ ok: true; label: string } | Refusal> {
  const { actor } = context;
  const known = (await contactsOf(context, [actor.id])).get(actor.id);
  return known?.mail === undefined
    ? refuse(
        "no-address",
        "Your mail address is not known: `contact` opens a form for it; nobody else is shown it.",
      )
    : { ok: true, label: masked("mail", known.mail) };
}

/** Why the actor cannot be written to; undefined where they can. */
export async function noAddressOfMine(
  context: Context,
): Promise<Refusal | undefined> {
  const known = await addressOf(context);
  return known.ok ? undefined : known;
}

async function begin(
  tx: Db,
  context: Context,
  { id, label }: Outlet,
  { name, namespaceId, serviceId, pattern }: Topic,
): Promise<boolean> {
  const isNew = await insertSubscription(tx, {
    outletId: id,
    namespaceId,
    serviceId,
    pattern,
    createdBy: context.actor.id,
  });
  if (isNew) await audit(tx, context, "subscribe", name, { who: label });
  return isNew;
}

/** The addresses of a list, each once. */
export function cleanedAddresses(
  typed: readonly string[],
): { ok: true; addresses: string[] } | Refusal {
  const byKey = new Map<string, string>();
  for (const one of typed) {
    const cleaned = cleanAddress(one);
    if (!cleaned.ok)
      return refuse(
        "invalid",
        `"${one.slice(0, 80)}" is no mail address. ${cleaned.text}`,
      );
    byKey.set(addressKey(cleaned.address), cleaned.address);
  }
  if (byKey.size === 0) return refuse("invalid", "Say at which address.");
  return byKey.size > MOST_ADDRESSES
    ? refuse(
        "too-many",
        `At most ${MOST_ADDRESSES} addresses at once: let a mailing list pass the mails on.`,
      )
    : { ok: true, addresses: [...byKey.values()] };
}

/** A line of the list; the address in full for those who may see it. */
export interface ShownMailLine extends MailLine {
  address: string;
}

/** What addresses hear of, and how many came by the public page. Everybody may look; who may not change it sees addresses masked. */
export async function showMailLists(
  context: Context,
  { namespaceId, inFull }: { namespaceId: number | null; inFull: boolean },
): Promise<{
  lines: ShownMailLine[];
  readers: { slug: string; count: number }[];
}> {
  const { db } = context.store;
  const lines = await mailLines(db, { namespaceId, limit: MOST_LISTED });
  const seen = inFull
    ? lines.filter(
        (line) => mayNotChange(context, placeOfLine(line)) === undefined,
      )
    : [];
  const addresses = await addressesOf(
    context,
    seen.map(({ outletId }) => outletId),
  );
  return {
    lines: lines.map((line) => ({
      ...line,
      address: addresses.get(line.outletId) ?? line.outletLabel,
    })),
    readers: await readersByNamespace(db),
  };
}

/** What one address hears of, for whoever types it. */
export async function mailLinesOfAddress(
  { store, secrets }: Context,
  typed: string,
): Promise<MailLine[]> {
  const cleaned = cleanAddress(typed);
  if (!cleaned.ok) return [];
  const key = addressKey(cleaned.address);
  return mailLinesOf(store.db, [
    mailRecipient(secrets, "list", key),
    mailRecipient(secrets, "notice", key),
  ]);
}

/** Those of the addresses that do not hear yet, as the team does, of a namespace or a service by its whole name. */
export async function unheardAddresses(
  { store, secrets }: Context,
  addresses: readonly string[],
  topic: string,
): Promise<string[]> {
  if (addresses.length === 0) return [];
  const recipientOf = (address: string): string =>
    mailRecipient(secrets, "list", addressKey(address));
  const lines = await mailLinesOf(store.db, addresses.map(recipientOf));
  const heard = new Set(
    lines
      .filter((line) => nameKey(topicName(line)) === nameKey(topic))
      .map(({ recipient }) => recipient),
  );
  return addresses.filter((address) => !heard.has(recipientOf(address)));
}

/** What the actor hears of by mail. */
export async function myMailLines({
  store,
  actor,
}: Context): Promise<MailLine[]> {
  return mailLinesOf(store.db, [actor.id]);
}

/** Ends what an address hears of: for whoever made that, or may change what it is about. */
export async function endMailLine(
  context: Context,
  id: number,
): Promise<{ ok: true; line: MailLine } | Refusal> {
  return context.store.transaction(async (tx) => {
    const line = await findMailLine(tx, id);
    if (line === null || line.recipient.startsWith("reader:"))
      return refuse("gone", "This subscription has ended already.");
    const { actor } = context;
    const isOwn = line.recipient === actor.id || line.createdBy === actor.id;
    const refusal = isOwn
      ? undefined
      : mayNotChange(context, placeOfLine(line));
    if (refusal !== undefined) return refusal;
    await deleteSubscription(tx, id);
    await audit(tx, context, "unsubscribe", topicName(line), {
      who: line.outletLabel,
    });
    return { ok: true as const, line };
  });
}

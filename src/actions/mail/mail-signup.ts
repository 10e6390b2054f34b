import { topicName } from "../audience/subscribed-topics.ts";
import { cleanAddress } from "../../domain/mail-address.ts";
import { DAY, HOUR } from "../../domain/time.ts";
import { deleteSecrets } from "../../store/bookkeeping.ts";
import type { Db } from "../../store/db.ts";
import {
  insertAnnouncement,
  insertDeliveries,
} from "../../store/telling/deliveries.ts";
import type { Outlet } from "../../store/entities/outlets.ts";
import { deleteHandOvers } from "../../store/mail/mail-hand-overs.ts";
import {
  deleteSubscriptionsOf,
  type MailLine,
  mailLinesOf,
} from "../../store/mail/mail-lists.ts";
import {
  confirmSignup,
  deleteIdleAddresses,
  deleteSignupsOf,
  deleteUnconfirmed,
  dropWaiting,
  findMailOutlet,
  findSignup,
  insertSignup,
  publicNamespaceTopic,
  publicServiceTopic,
  type PublicTopic,
  setSignupMail,
  type SignupRow,
  signupsSince,
} from "../../store/mail/mail-signups.ts";
import {
  deleteReportSubscription,
  type ReportLine,
  reportLinesOfOutlet,
} from "../../store/mail/reports.ts";
import { deleteSubscription } from "../../store/telling/subscriptions.ts";
import { type Context, inTransaction } from "../context.ts";
import { ensureMailOutlet, ownerOf } from "./mail-outlets.ts";
import {
  confirmToken,
  recipientOfToken,
  signupOfToken,
} from "./mail-tokens.ts";
import { audit } from "../people/permission.ts";
import { beginReading } from "../audience/readers.ts";

export type { PublicTopic } from "../../store/mail/mail-signups.ts";

/** How long somebody has to say that it was meant. */
const CONFIRM_WITHIN_MS = 2 * DAY;
/** Whoever enters somebody else's address cannot fill their mailbox, and a flood of addresses not ours. */
const MOST_PER_ADDRESS = 3;
const MOST_TOGETHER = 200;
const COUNTED_MS = HOUR;
const KEEP_HAND_OVERS_MS = 2 * DAY;

/** What the public page calls a namespace or a service; null where it shows none of that name. */
export async function publicTopic(
  { store: { db } }: Context,
  { namespace, service }: { namespace: string; service: string | null },
): Promise<PublicTopic | null> {
  return service === null
    ? publicNamespaceTopic(db, namespace)
    : publicServiceTopic(db, service);
}

/**
 * Somebody entered an address on the public page, which is called `page`: its owner is asked by mail whether it is meant. Says only whether it
 * is an address; whether it is known, or was entered too often, nobody learns here.
 */
export async function signUpByMail(
  context: Context,
  typed: string,
  topic: PublicTopic,
  { page, confirmUrl }: { page: string; confirmUrl: (token: string) => string },
): Promise<{ ok: true } | { ok: false; text: string }> {
  const cleaned = cleanAddress(typed);
  if (!cleaned.ok) return cleaned;
  const { secrets, now } = context;
  await context.store.transaction(async (tx) => {
    const outlet = await ensureMailOutlet(
      tx,
      context,
      cleaned.address,
      "reader",
    );
    const { own, all } = await signupsSince(tx, outlet.id, now - COUNTED_MS);
    if (own >= MOST_PER_ADDRESS || all >= MOST_TOGETHER) return;
    const { namespaceId, serviceId, name } = topic;
    const signup = await insertSignup(tx, {
      outletId: outlet.id,
      namespaceId,
      serviceId,
      announcementId: null,
      createdAt: now,
      confirmedAt: null,
    });
    const url = confirmUrl(confirmToken(secrets, signup.id));
    const asked = await ask(tx, context, outlet, question(name, page, url));
    await setSignupMail(tx, signup.id, asked);
  });
  return { ok: true };
}

function question(name: string, page: string, url: string): string {
  return [
    `Please confirm: news of ${name} by mail`,
    `Somebody, hopefully you, asked on our page "${page}" for a mail when ${name} is down, and when it is back. If that was you, open this address and press the button:`,
    url,
    "If it was not you, do nothing: this address is forgotten within two days.",
  ].join("\n\n");
}

async function ask(
  tx: Db,
  { now }: Context,
  { id }: Outlet,
  text: string,
): Promise<number> {
  const announcement = await insertAnnouncement(tx, {
    incidentId: null,
    reason: "operators",
    text,
    facts: {},
    createdAt: now,
  });
  await insertDeliveries(tx, announcement, [{ outletId: id, dueAt: now }], now);
  return announcement.id;
}

/** What somebody is asked to confirm; null where the token is none, or too old. */
export async function signupOf(
  context: Context,
  token: string,
): Promise<Pick<SignupRow, "name" | "namespaceSlug"> | null> {
  return find(context.store.db, context, token);
}

/** The owner of an address said that it was meant. Saying it again changes nothing. */
export async function confirmByMail(
  context: Context,
  token: string,
): Promise<Pick<SignupRow, "name" | "namespaceSlug" | "recipient"> | null> {
  const { now } = context;
  return context.store.transaction(async (tx) => {
    const signup = await find(tx, context, token);
    if (signup === null) return null;
    const { outletId, namespaceId, serviceId, name } = signup;
    if (signup.confirmedAt === null) {
      await confirmSignup(tx, signup.id, now);
      await beginReading(tx, context, outletId, {
        namespaceId,
        serviceId,
        name,
      });
    }
    return signup;
  });
}

async function find(db: Db, { secrets, now }: Context, token: string) {
  const id = signupOfToken(secrets, token);
  return id === undefined ? null : findSignup(db, id, now - CONFIRM_WITHIN_MS);
}

/** All that comes to an address. */
export interface MailOfAddress {
  outlet: Outlet;
  lines: MailLine[];
  reports: ReportLine[];
}

/** One thing that comes to an address, or all of it. */
export type Stopped = { line: number } | { report: number } | "all";

/** What comes to the address whose mails carry this token; null where it is none of ours. */
export async function mailOfToken(
  { store, secrets }: Context,
  token: string,
): Promise<MailOfAddress | null> {
  const recipient = recipientOfToken(secrets, token);
  if (recipient === undefined) return null;
  const outlet = await findMailOutlet(store.db, recipient);
  if (outlet === null) return null;
  return {
    outlet,
    lines: await mailLinesOf(store.db, [recipient]),
    reports: await reportLinesOfOutlet(store.db, outlet.id),
  };
}

/**
 * Whoever holds an address's token ends what comes there: one subscription, or all. Returns what ended; null where the
 * token is none of ours.
 */
export async function stopByMail(
  context: Context,
  token: string,
  which: Stopped,
): Promise<{ outlet: Outlet; ended: string[] } | null> {
  return context.store.transaction(async (tx) => {
    const found = await mailOfToken(inTransaction(context, tx), token);
    if (found === null) return null;
    const { outlet, lines, reports } = found;
    const ended = lines.filter(
      ({ id }) => which === "all" || ("line" in which && id === which.line),
    );
    const endedReports = reports.filter(
      ({ id }) => which === "all" || ("report" in which && id === which.report),
    );
    for (const { id } of ended) await deleteSubscription(tx, id);
    for (const { id } of endedReports) await deleteReportSubscription(tx, id);
    const isReader = outlet.recipient.startsWith("reader:");
    if (isReader && ended.length === lines.length) await forget(tx, outlet);
    const names = [...ended.map(topicName), ...endedReports.map(reportName)];
    // A team's alarm that somebody switched off is written down; what readers do is theirs.
    if (!isReader)
      for (const name of names)
        await audit(tx, context, "unsubscribe", name, { who: outlet.label });
    return { outlet, ended: names };
  });
}

/** "daily report of IATI" */
export function reportName({ kind, namespaceName }: ReportLine): string {
  return `${kind} report of ${namespaceName ?? "all services"}`;
}

/** Nothing comes any more, and nobody knows the address. */
async function forget(tx: Db, outlet: Outlet): Promise<void> {
  await deleteSubscriptionsOf(tx, outlet.id);
  await deleteSignupsOf(tx, outlet.id);
  await dropWaiting(tx, outlet.id);
  await deleteSecrets(tx, ownerOf(outlet));
}

/** Forgets who never confirmed, and addresses that nothing comes to. */
export async function tidyMail({ store, now }: Context): Promise<void> {
  await store.transaction(async (tx) => {
    await deleteUnconfirmed(tx, now - CONFIRM_WITHIN_MS);
    for (const id of await deleteIdleAddresses(tx))
      await deleteSecrets(tx, ownerOf({ id }));
  });
  await deleteHandOvers(store.db, now - KEEP_HAND_OVERS_MS);
}

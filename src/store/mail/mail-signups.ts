import type { Instant } from "../../domain/time.ts";
import { IS_PUBLIC } from "../telling/subscription-lines.ts";
import { affected, type Db, rows } from "../db.ts";
import { OutletEntity, type Outlet } from "../entities/outlets.ts";
import { type MailSignup, MailSignupEntity } from "../entities/mail.ts";

/** What can be subscribed to on the public page, by what its address there is called. */
export interface PublicTopic {
  namespaceId: number | null;
  serviceId: number | null;
  name: string;
}

/** A namespace with something public in it; null where there is none. */
export async function publicNamespaceTopic(
  db: Db,
  slug: string,
): Promise<PublicTopic | null> {
  const [found] = await rows<{ id: number; name: string }>(
    db,
    "SELECT id, name FROM namespaces n WHERE slug = $1 AND EXISTS (SELECT FROM services WHERE namespace_id = n.id AND public AND removed_at IS NULL)",
    [slug],
  );
  return found === undefined
    ? null
    : { namespaceId: found.id, serviceId: null, name: found.name };
}

export async function publicServiceTopic(
  db: Db,
  slug: string,
): Promise<PublicTopic | null> {
  const [found] = await rows<{ id: number; name: string }>(
    db,
    "SELECT id, name FROM services WHERE slug = $1 AND public AND removed_at IS NULL",
    [slug],
  );
  return found === undefined
    ? null
    : { namespaceId: null, serviceId: found.id, name: found.name };
}

export async function insertSignup(
  tx: Db,
  signup: Omit<MailSignup, "id">,
): Promise<MailSignup> {
  return tx.save(MailSignupEntity, signup);
}

export async function setSignupMail(
  tx: Db,
  id: number,
  announcementId: number,
): Promise<void> {
  await tx.update(MailSignupEntity, { id }, { announcementId });
}

/** How often this address was entered since an instant, and all together. */
export async function signupsSince(
  db: Db,
  outletId: number,
  since: Instant,
): Promise<{ own: number; all: number }> {
  const [found] = await rows<{ own: number; all: number }>(
    db,
    `SELECT (SELECT count(*) FROM mail_signups WHERE outlet_id = $1 AND created_at > to_timestamp($2::float8 / 1000)) AS own,
       (SELECT count(*) FROM mail_signups WHERE confirmed_at IS NULL AND created_at > to_timestamp($2::float8 / 1000)) AS all`,
    [outletId, since],
  );
  return found ?? { own: 0, all: 0 };
}

export interface SignupRow extends MailSignup {
  /** Of what it is for. */
  name: string;
  /** The namespace that this is, or lies in. */
  namespaceSlug: string;
  recipient: string;
}

/** Null where it is over, or was never; and of what is not public any more, whose name may be another by now. */
export async function findSignup(
  db: Db,
  id: number,
  since: Instant,
): Promise<SignupRow | null> {
  const [found] = await rows<SignupRow>(
    db,
    `SELECT g.id, g.outlet_id AS "outletId", g.namespace_id AS "namespaceId", g.service_id AS "serviceId", g.announcement_id AS "announcementId",
       g.created_at AS "createdAt", g.confirmed_at AS "confirmedAt", COALESCE(v.name, n.name) AS name, n.slug AS "namespaceSlug", o.recipient
     FROM mail_signups g JOIN outlets o ON o.id = g.outlet_id LEFT JOIN services v ON v.id = g.service_id
       JOIN namespaces n ON n.id = COALESCE(g.namespace_id, v.namespace_id)
     WHERE g.id = $1 AND v.removed_at IS NULL AND ${IS_PUBLIC} AND (g.confirmed_at IS NOT NULL OR g.created_at > to_timestamp($2::float8 / 1000))`,
    [id, since],
  );
  return found ?? null;
}

export async function confirmSignup(
  tx: Db,
  id: number,
  now: Instant,
): Promise<void> {
  await affected(
    tx,
    "UPDATE mail_signups SET confirmed_at = to_timestamp($2::float8 / 1000) WHERE id = $1 AND confirmed_at IS NULL",
    [id, now],
  );
}

export async function deleteSignupsOf(tx: Db, outletId: number): Promise<void> {
  await tx.delete(MailSignupEntity, { outletId });
}

export async function findMailOutlet(
  db: Db,
  recipient: string,
): Promise<Outlet | null> {
  return db.findOneBy(OutletEntity, { channel: "mail", recipient });
}

/** What is not on its way yet is not told any more. */
export async function dropWaiting(tx: Db, outletId: number): Promise<void> {
  await affected(
    tx,
    "UPDATE deliveries SET state = 'dropped' WHERE outlet_id = $1 AND state IN ('planned', 'retry')",
    [outletId],
  );
}

/** Forgets who asked before an instant and never said that it was meant, with the mails that asked. */
export async function deleteUnconfirmed(
  tx: Db,
  before: Instant,
): Promise<void> {
  await affected(
    tx,
    `WITH gone AS (
       DELETE FROM mail_signups WHERE confirmed_at IS NULL AND created_at < to_timestamp($1::float8 / 1000) RETURNING announcement_id)
     DELETE FROM announcements WHERE id IN (SELECT announcement_id FROM gone)`,
    [before],
  );
}

/** Why an address is off that is about to be forgotten. */
export const NOTHING_COMES = "nothing comes here any more";

/** Addresses (not people) that nothing comes to, and that nobody is asked about. */
const IDLE = `
  o.channel = 'mail' AND o.recipient LIKE '%:%' AND NOT EXISTS (SELECT FROM subscriptions s WHERE s.outlet_id = o.id)
  AND NOT EXISTS (SELECT FROM report_subscriptions r WHERE r.outlet_id = o.id)
  AND NOT EXISTS (SELECT FROM mail_signups g WHERE g.outlet_id = o.id AND g.confirmed_at IS NULL)
  AND NOT EXISTS (SELECT FROM deliveries d WHERE d.outlet_id = o.id AND d.state IN ('planned', 'sending', 'retry', 'ambiguous'))`;

/**
 * Forgets addresses that nothing comes to, in two visits: the first takes them out of use, so that nobody is about to
 * tell them something when the second deletes them. Returns the ids of those deleted.
 */
export async function deleteIdleAddresses(tx: Db): Promise<number[]> {
  const deleted = await rows<{ id: number }>(
    tx,
    `DELETE FROM outlets o WHERE o.off_reason = $1 AND ${IDLE} RETURNING o.id`,
    [NOTHING_COMES],
  );
  await affected(
    tx,
    `UPDATE outlets o SET off_reason = $1 WHERE (o.off_reason IS NULL OR o.off_reason <> $1) AND ${IDLE}`,
    [NOTHING_COMES],
  );
  return deleted.map(({ id }) => id);
}

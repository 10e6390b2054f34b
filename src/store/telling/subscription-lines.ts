import type { Audience, Verbosity } from "../../domain/announcement.ts";
import { type Db, rows } from "../db.ts";

/** What an outlet hears of, with the names of all that it joins; what is removed is not among it. */
export interface SubscriptionLine {
  id: number;
  outletId: number;
  channel: string;
  recipient: string;
  outletLabel: string;
  audience: Audience;
  verbosity: Verbosity;
  /** Why nothing is sent there at the moment. */
  offReason: string | null;
  createdBy: string | null;
  pattern: string | null;
  /** Of the namespace, or the one that the service lies in; null for a pattern. */
  namespaceId: number | null;
  namespaceSlug: string | null;
  namespaceName: string | null;
  owners: string[] | null;
  serviceId: number | null;
  serviceName: string | null;
  /** Of the service, for the page. */
  serviceSlug: string | null;
  /** Whether customers read of the service, or of any of the namespace. */
  isPublic: boolean;
}

/** Whether customers read of a service `v`, or where that is none, of any of a namespace `n`. */
export const IS_PUBLIC = `CASE WHEN v.id IS NOT NULL THEN v.public
  ELSE EXISTS (SELECT FROM services p WHERE p.namespace_id = n.id AND p.public AND p.removed_at IS NULL) END`;

/** Of these a list is sorted by its columns; the outlet's are `o`, the namespace's `n`, the service's `v`. */
export const BY_NAMESPACE =
  "ORDER BY n.slug, v.name_key NULLS FIRST, s.pattern, o.label, s.id";

/** The lines for which a condition holds; an order and a limit may stand behind it. */
export async function subscriptionLines(
  db: Db,
  conditionAndOrder: string,
  parameters: unknown[],
): Promise<SubscriptionLine[]> {
  return rows(
    db,
    `SELECT s.id, o.id AS "outletId", o.channel, o.recipient, o.label AS "outletLabel", o.audience, o.verbosity, o.off_reason AS "offReason",
       s.created_by AS "createdBy", s.pattern, n.id AS "namespaceId", n.slug AS "namespaceSlug", n.name AS "namespaceName", n.owners,
       v.id AS "serviceId", v.name AS "serviceName", v.slug AS "serviceSlug", ${IS_PUBLIC} AS "isPublic"
     FROM subscriptions s JOIN outlets o ON o.id = s.outlet_id LEFT JOIN services v ON v.id = s.service_id
       LEFT JOIN namespaces n ON n.id = COALESCE(s.namespace_id, v.namespace_id)
     WHERE v.removed_at IS NULL AND ${conditionAndOrder}`,
    parameters,
  );
}

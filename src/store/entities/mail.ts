import { EntitySchema } from "typeorm";
import type { Instant } from "../../domain/time.ts";
import { id, instant, integer, reference } from "./columns.ts";

/** A mail that a server may have taken. */
export interface MailHandOver {
  deliveryId: number;
  /** How often, as far as nobody knows better. */
  count: number;
  at: Instant;
}

export const MailHandOverEntity = new EntitySchema<MailHandOver>({
  name: "MailHandOver",
  tableName: "mail_hand_overs",
  columns: {
    deliveryId: reference(
      "delivery_id",
      "Delivery",
      "mail_hand_overs_delivery_fkey",
      { primary: true, primaryKeyConstraintName: "mail_hand_overs_pkey" },
    ),
    count: integer(),
    at: instant(),
  },
  indices: [{ name: "mail_hand_overs_at_idx", columns: ["at"] }],
});

/** Somebody's wish, from the public page, to hear of a namespace or a service by mail; exactly one of the two is set. */
export interface MailSignup {
  id: number;
  outletId: number;
  namespaceId: number | null;
  serviceId: number | null;
  /** The mail that asks whether it is meant. */
  announcementId: number | null;
  createdAt: Instant;
  /** When the owner of the address said yes. */
  confirmedAt: Instant | null;
}

export const MailSignupEntity = new EntitySchema<MailSignup>({
  name: "MailSignup",
  tableName: "mail_signups",
  columns: {
    id: id("mail_signups"),
    outletId: reference("outlet_id", "Outlet", "mail_signups_outlet_fkey"),
    namespaceId: reference(
      "namespace_id",
      "Namespace",
      "mail_signups_namespace_fkey",
      { nullable: true },
    ),
    serviceId: reference("service_id", "Service", "mail_signups_service_fkey", {
      nullable: true,
    }),
    announcementId: reference(
      "announcement_id",
      "Announcement",
      "mail_signups_announcement_fkey",
      { nullable: true, onDelete: "SET NULL" },
    ),
    createdAt: instant({ name: "created_at" }),
    confirmedAt: instant({ name: "confirmed_at", nullable: true }),
  },
  checks: [
    {
      name: "mail_signups_topic_check",
      expression: "num_nonnulls(namespace_id, service_id) = 1",
    },
  ],
  indices: [
    { name: "mail_signups_outlet_idx", columns: ["outletId"] },
    {
      name: "mail_signups_announcement_idx",
      columns: ["announcementId"],
      where: "(announcement_id IS NOT NULL)",
    },
    {
      name: "mail_signups_created_idx",
      columns: ["createdAt"],
      where: "(confirmed_at IS NULL)",
    },
  ],
});

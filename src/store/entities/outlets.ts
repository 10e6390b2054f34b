import { EntitySchema } from "typeorm";
import type { Audience, Verbosity } from "../../domain/announcement.ts";
import type { Instant } from "../../domain/time.ts";
import { flag, id, instant, integer, reference, text } from "./columns.ts";

/** Where announcements go: a Slack channel or person, an X account. */
export interface Outlet {
  id: number;
  channel: string;
  /** The remote's id of it: a Slack channel id, an X user id. */
  recipient: string;
  /** How people call it: "#iati-status", "@iati_status". */
  label: string;
  audience: Audience;
  /** Why nothing is sent there any more; null while it is in use. */
  offReason: string | null;
  pausedUntil: Instant | null;
  leaseUntil: Instant | null;
  /** Counts the claims: whoever writes must name the one that it holds. */
  lease: number;
  createdAt: Instant;
  verbosity: Verbosity;
  /** Whether news of an incident hang below its message; otherwise the message alone is kept current. */
  threads: boolean;
  /** Whether the channel sees, too, what hangs below a message when a service gets worse or recovers. */
  broadcast: boolean;
  /** Whether those on call are mentioned when something is down. */
  mentionOnCall: boolean;
}

export const OutletEntity = new EntitySchema<Outlet>({
  name: "Outlet",
  tableName: "outlets",
  columns: {
    id: id("outlets"),
    channel: text(),
    recipient: text(),
    label: text(),
    audience: text(),
    offReason: text({ name: "off_reason", nullable: true }),
    pausedUntil: instant({ name: "paused_until", nullable: true }),
    leaseUntil: instant({ name: "lease_until", nullable: true }),
    lease: integer(),
    createdAt: instant({ name: "created_at" }),
    verbosity: text({ default: "all" }),
    threads: flag({ default: true }),
    broadcast: flag({ default: false }),
    mentionOnCall: flag({ name: "mention_on_call", default: false }),
  },
  uniques: [
    { name: "outlets_recipient_key", columns: ["channel", "recipient"] },
  ],
});

/** What an outlet hears of: a namespace, one service, or what a pattern matches; exactly one of the three is set. */
export interface Subscription {
  id: number;
  outletId: number;
  namespaceId: number | null;
  serviceId: number | null;
  /** As it was typed: "iati/*". */
  pattern: string | null;
  /** The Slack user id of who made it; null for those of a namespace's beginning. */
  createdBy: string | null;
}

export const SubscriptionEntity = new EntitySchema<Subscription>({
  name: "Subscription",
  tableName: "subscriptions",
  columns: {
    id: id("subscriptions"),
    outletId: reference("outlet_id", "Outlet", "subscriptions_outlet_fkey"),
    namespaceId: reference(
      "namespace_id",
      "Namespace",
      "subscriptions_namespace_fkey",
      { nullable: true },
    ),
    serviceId: reference(
      "service_id",
      "Service",
      "subscriptions_service_fkey",
      { nullable: true },
    ),
    pattern: text({ nullable: true }),
    createdBy: text({ name: "created_by", nullable: true }),
  },
  uniques: [
    {
      name: "subscriptions_target_key",
      columns: ["outletId", "namespaceId", "serviceId", "pattern"],
    },
  ],
  checks: [
    {
      name: "subscriptions_target_check",
      expression: "num_nonnulls(namespace_id, service_id, pattern) = 1",
    },
  ],
  indices: [
    {
      name: "subscriptions_namespace_idx",
      columns: ["namespaceId"],
      where: "(namespace_id IS NOT NULL)",
    },
    {
      name: "subscriptions_service_idx",
      columns: ["serviceId"],
      where: "(service_id IS NOT NULL)",
    },
    {
      name: "subscriptions_pattern_idx",
      columns: ["outletId"],
      where: "(pattern IS NOT NULL)",
    },
  ],
});

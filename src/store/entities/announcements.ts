import { EntitySchema } from "typeorm";
import type {
  AnnouncementReason,
  Audience,
  Verbosity,
} from "../../domain/announcement.ts";
import type { Topic } from "../../domain/fold.ts";
import type { Report } from "../../domain/report.ts";
import type { MaintenanceReason, Meanwhile } from "../../domain/maintenance.ts";
import type { Instant } from "../../domain/time.ts";
import {
  flag,
  id,
  instant,
  integer,
  json,
  reference,
  text,
} from "./columns.ts";

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

/** What an announcement was about, as it was when it was decided; the channels' texts are made from it. */
export interface AnnouncementFacts {
  namespace: { slug: string; name: string; timezone: string };
  service: { name: string; slug: string };
  /** When the outage began. */
  beganAt: Instant;
  /** When this happened. */
  at: Instant;
  /** What was seen, in words, for the team only; of an update what somebody wrote, for everybody who is told. */
  detail: string | null;
  /** Who did it, by name, where a person did. */
  actor: string | null;
  /** Until when, of a snooze; null where it ends with the incident. */
  until?: Instant | null;
}

/** What an announcement of maintenance was about, as it was when it was decided. */
export interface MaintenanceFacts {
  title: string;
  /** For the team. */
  note: string;
  /** How it comes again, in words; null where it does not. */
  again: string | null;
  startsAt: Instant;
  endsAt: Instant;
  /** What each outlet hears that it is about, by the outlet's id. */
  heard: Record<string, HeardServices>;
  at: Instant;
  /** What failed meanwhile; only at the end, and only for the team. */
  meanwhile: Meanwhile | null;
  /** Who did it, by name, where a person did. */
  actor: string | null;
  tellsCustomers: boolean;
}

/** The covered services that concern an outlet. */
export interface HeardServices {
  /** The first of them by name. */
  names: string[];
  count: number;
  namespaces: string[];
  timezone: string;
}

/** A report as it was made; its message is made from this. */
export interface ReportFacts {
  report: Report;
}

/** Something worth telling, decided once. */
export interface Announcement {
  id: number;
  /** Null for maintenance, and for words to the operators about allswell itself. */
  incidentId: number | null;
  /** The time of a maintenance window that it is about; null for all else. */
  occurrenceId: number | null;
  reason:
    | AnnouncementReason
    | MaintenanceReason
    | "operators"
    | "report"
    | "draft"
    | "copy";
  /** One plain sentence. */
  text: string;
  facts:
    AnnouncementFacts | MaintenanceFacts | ReportFacts | Record<string, never>;
  createdAt: Instant;
}

export const AnnouncementEntity = new EntitySchema<Announcement>({
  name: "Announcement",
  tableName: "announcements",
  columns: {
    id: id("announcements"),
    incidentId: reference(
      "incident_id",
      "Incident",
      "announcements_incident_fkey",
      { nullable: true },
    ),
    occurrenceId: reference(
      "occurrence_id",
      "Occurrence",
      "announcements_occurrence_fkey",
      { nullable: true },
    ),
    reason: text(),
    text: text(),
    facts: json(),
    createdAt: instant({ name: "created_at" }),
  },
  indices: [
    { name: "announcements_incident_idx", columns: ["incidentId"] },
    {
      name: "announcements_occurrence_idx",
      columns: ["occurrenceId"],
      where: "(occurrence_id IS NOT NULL)",
    },
  ],
});

/**
 * planned → sending → sent, or `retry` (refused for now), `ambiguous` (the remote may have taken it: ask before sending
 * again), `dead` (refused for good), `dropped` (somebody decided that it is not to be told any more).
 */
export const deliveryStates = [
  "planned",
  "sending",
  "retry",
  "ambiguous",
  "sent",
  "dead",
  "dropped",
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** One telling of an announcement through one outlet: a row of the ledger. */
export interface Delivery {
  id: number;
  announcementId: number;
  incidentId: number | null;
  occurrenceId: number | null;
  outletId: number;
  reason: Announcement["reason"];
  state: DeliveryState;
  nextAttemptAt: Instant;
  attempts: number;
  attemptedAt: Instant | null;
  /** Why the last attempt did not succeed, in words. */
  failure: string | null;
  /** The delivery whose message tells this one; its own id where it has a message to itself or carries others. */
  postId: number | null;
  /** The delivery whose message is the first of the thread; null for a message outside threads. */
  threadId: number | null;
  topic: Topic | null;
  /** The request exactly as it is sent, fixed before the first attempt. */
  payload: unknown;
  /** The remote's id of the message: Slack's ts, X's post id. */
  remoteId: string | null;
  sentAt: Instant | null;
  /** When the message is next brought up to date; null while it is. */
  editDueAt: Instant | null;
  /** How often that was wished for: one that comes during an edit is for the next one. */
  editWishes: number;
  /** When it was edited last; later than that where it is left alone for longer. */
  editedAt: Instant | null;
  /** Of one that is dead: when the operators were told of it by another way. */
  alarmedAt: Instant | null;
  /** Of a reader's copy: the delivery whose message it is a copy of. */
  copyOf: number | null;
  createdAt: Instant;
}

export const DeliveryEntity = new EntitySchema<Delivery>({
  name: "Delivery",
  tableName: "deliveries",
  columns: {
    id: id("deliveries"),
    announcementId: reference(
      "announcement_id",
      "Announcement",
      "deliveries_announcement_fkey",
    ),
    incidentId: reference(
      "incident_id",
      "Incident",
      "deliveries_incident_fkey",
      { nullable: true },
    ),
    occurrenceId: reference(
      "occurrence_id",
      "Occurrence",
      "deliveries_occurrence_fkey",
      { nullable: true },
    ),
    outletId: reference("outlet_id", "Outlet", "deliveries_outlet_fkey"),
    reason: text(),
    state: text(),
    nextAttemptAt: instant({ name: "next_attempt_at" }),
    attempts: integer(),
    attemptedAt: instant({ name: "attempted_at", nullable: true }),
    failure: text({ nullable: true }),
    postId: reference("post_id", "Delivery", "deliveries_post_fkey", {
      nullable: true,
      onDelete: "SET NULL",
    }),
    threadId: reference("thread_id", "Delivery", "deliveries_thread_fkey", {
      nullable: true,
      onDelete: "SET NULL",
    }),
    topic: text({ nullable: true }),
    payload: json({ nullable: true }),
    remoteId: text({ name: "remote_id", nullable: true }),
    sentAt: instant({ name: "sent_at", nullable: true }),
    editDueAt: instant({ name: "edit_due_at", nullable: true }),
    editWishes: integer({ name: "edit_wishes", default: 0 }),
    editedAt: instant({ name: "edited_at", nullable: true }),
    alarmedAt: instant({ name: "alarmed_at", nullable: true }),
    copyOf: reference("copy_of", "Delivery", "deliveries_copy_fkey", {
      nullable: true,
    }),
    createdAt: instant({ name: "created_at" }),
  },
  indices: [
    {
      name: "deliveries_copy_idx",
      columns: ["copyOf", "outletId"],
      where: "(copy_of IS NOT NULL)",
    },
    {
      name: "deliveries_waiting_idx",
      columns: ["outletId", "nextAttemptAt"],
      where:
        "(state = ANY (ARRAY['planned'::text, 'sending'::text, 'retry'::text, 'ambiguous'::text]))",
    },
    {
      name: "deliveries_edit_idx",
      columns: ["outletId", "editDueAt"],
      where: "(edit_due_at IS NOT NULL)",
    },
    {
      name: "deliveries_occurrence_idx",
      columns: ["occurrenceId", "outletId"],
      where: "(occurrence_id IS NOT NULL)",
    },
    { name: "deliveries_incident_idx", columns: ["incidentId", "outletId"] },
    { name: "deliveries_post_idx", columns: ["postId"] },
    {
      name: "deliveries_draft_idx",
      columns: ["announcementId"],
      where: "(reason = 'draft'::text)",
    },
    {
      name: "deliveries_sent_idx",
      columns: ["outletId", "sentAt"],
      where: "(remote_id IS NOT NULL)",
    },
    {
      name: "deliveries_dead_idx",
      columns: ["id"],
      where: "(state = 'dead'::text)",
    },
    {
      name: "deliveries_unalarmed_idx",
      columns: ["outletId"],
      where: "((state = 'dead'::text) AND (alarmed_at IS NULL))",
    },
    {
      name: "deliveries_told_idx",
      columns: ["sentAt"],
      where: "(remote_id IS NOT NULL)",
    },
    {
      name: "deliveries_remote_idx",
      columns: ["remoteId"],
      where: "(remote_id IS NOT NULL)",
    },
  ],
});

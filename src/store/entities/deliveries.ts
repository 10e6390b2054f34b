import { EntitySchema } from "typeorm";
import type { Topic } from "../../domain/fold.ts";
import type { Instant } from "../../domain/time.ts";
import { id, instant, integer, json, reference, text } from "./columns.ts";
import type { Announcement } from "./announcements.ts";

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
  /** When its message was first attempted. */
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
    { name: "deliveries_announcement_idx", columns: ["announcementId"] },
    { name: "deliveries_outlet_idx", columns: ["outletId"] },
    {
      name: "deliveries_thread_idx",
      columns: ["threadId"],
      where: "(thread_id IS NOT NULL)",
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

import { EntitySchema } from "typeorm";
import type { Topic } from "../../domain/fold.ts";
import type { DraftState } from "../../domain/posts/draft.ts";
import type { Language } from "../../domain/posts/languages.ts";
import type { Limit } from "../../domain/posts/limits.ts";
import type { Templates } from "../../domain/posts/templates.ts";
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

/** How a namespace speaks to its customers. */
export interface StoredVoice {
  namespaceId: number;
  language: Language;
  templates: Templates;
  /** Whether a template may hold an address: a post with one costs more. */
  links: boolean;
  /** Whether what is new of an outage stands below its first post. */
  replies: boolean;
  pictures: boolean;
  /** How long a post waits for somebody to allow it; null: it does not wait. */
  approvalMs: number | null;
  /** Of a calendar month (UTC), in thousandths of a dollar; null: as much as it takes. */
  budget: number | null;
  /** "2026-11" */
  warnedMonth: string | null;
  warnedPercent: number;
}

export const VoiceEntity = new EntitySchema<StoredVoice>({
  name: "Voice",
  tableName: "voices",
  columns: {
    namespaceId: reference(
      "namespace_id",
      "Namespace",
      "voices_namespace_fkey",
      { primary: true, primaryKeyConstraintName: "voices_pkey" },
    ),
    language: text(),
    templates: json(),
    links: flag(),
    replies: flag(),
    pictures: flag(),
    approvalMs: integer({ name: "approval_ms", nullable: true }),
    budget: integer({ nullable: true }),
    warnedMonth: text({ name: "warned_month", nullable: true }),
    warnedPercent: integer({ name: "warned_percent" }),
  },
});

export interface AccountLimits {
  outletId: number;
  limits: Limit[];
  seenAt: Instant;
}

export const AccountLimitsEntity = new EntitySchema<AccountLimits>({
  name: "AccountLimits",
  tableName: "account_limits",
  columns: {
    outletId: reference("outlet_id", "Outlet", "account_limits_outlet_fkey", {
      primary: true,
      primaryKeyConstraintName: "account_limits_pkey",
    }),
    limits: json(),
    seenAt: instant({ name: "seen_at" }),
  },
});

/** A post that waits for somebody, or is held. */
export interface Draft {
  id: number;
  outletId: number;
  /** What shows it to the team. */
  announcementId: number | null;
  /** The deliveries that it tells. */
  deliveryIds: number[];
  topic: Topic;
  threadId: number | null;
  /** The request exactly as it is to be sent. */
  payload: { text: string; alternative: string };
  state: DraftState;
  because: "approval" | "budget";
  /** When it goes out by itself; null: never. */
  postsAt: Instant | null;
  /** By name. */
  decidedBy: string | null;
  createdAt: Instant;
}

export const DraftEntity = new EntitySchema<Draft>({
  name: "Draft",
  tableName: "drafts",
  columns: {
    id: id("drafts"),
    outletId: reference("outlet_id", "Outlet", "drafts_outlet_fkey"),
    announcementId: reference(
      "announcement_id",
      "Announcement",
      "drafts_announcement_fkey",
      { nullable: true, onDelete: "SET NULL" },
    ),
    deliveryIds: integer({ name: "delivery_ids", array: true }),
    topic: text(),
    threadId: reference("thread_id", "Delivery", "drafts_thread_fkey", {
      nullable: true,
      onDelete: "SET NULL",
    }),
    payload: json(),
    state: text(),
    because: text(),
    postsAt: instant({ name: "posts_at", nullable: true }),
    decidedBy: text({ name: "decided_by", nullable: true }),
    createdAt: instant({ name: "created_at" }),
  },
  indices: [
    {
      name: "drafts_open_idx",
      columns: ["outletId"],
      where:
        "(state = ANY (ARRAY['waiting'::text, 'approved'::text, 'held'::text]))",
    },
    { name: "drafts_announcement_idx", columns: ["announcementId"] },
    { name: "drafts_outlet_idx", columns: ["outletId"] },
    {
      name: "drafts_thread_idx",
      columns: ["threadId"],
      where: "(thread_id IS NOT NULL)",
    },
    // Of the kind "gin", which entities cannot name; the migrations make it.
    {
      name: "drafts_deliveries_idx",
      columns: ["deliveryIds"],
      synchronize: false,
    },
  ],
});

import { EntitySchema } from "typeorm";
import type { Instant } from "../../domain/time.ts";
import { flag, id, instant, integer, text } from "./columns.ts";

/** An audience: its services, its outlets, its time zone. */
export interface Namespace {
  id: number;
  slug: string;
  name: string;
  timezone: string;
  remindEveryMs: number;
  foldMs: number;
  announceDifficulties: boolean;
  /** After how long without an answer the next person is called. */
  escalateMs: number;
  /** Slack user ids of those who may change things here; where there are none, only admins may. */
  owners: string[];
  createdAt: Instant;
  /** Its history stays, its short name is free again. */
  removedAt: Instant | null;
}

export const NamespaceEntity = new EntitySchema<Namespace>({
  name: "Namespace",
  tableName: "namespaces",
  columns: {
    id: id("namespaces"),
    slug: text(),
    name: text(),
    timezone: text(),
    remindEveryMs: integer({ name: "remind_every_ms" }),
    foldMs: integer({ name: "fold_ms" }),
    announceDifficulties: flag({ name: "announce_difficulties" }),
    escalateMs: integer({ name: "escalate_ms", default: 300_000 }),
    owners: text({ array: true }),
    createdAt: instant({ name: "created_at" }),
    removedAt: instant({ name: "removed_at", nullable: true }),
  },
  indices: [
    {
      name: "namespaces_slug_key",
      columns: ["slug"],
      unique: true,
      where: "(removed_at IS NULL)",
    },
  ],
});

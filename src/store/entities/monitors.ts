import { EntitySchema } from "typeorm";
import type { Belief, HealthKind } from "../../domain/health.ts";
import type { Facts } from "../../domain/result.ts";
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

/** One way of looking at a service. Either `everyMs` or `schedule` says when. */
export interface Monitor {
  id: number;
  serviceId: number;
  name: string;
  nameKey: string;
  type: string;
  /** The check's settings without its secrets, which live in the table of secrets. */
  settings: Record<string, unknown>;
  everyMs: number | null;
  /** Cron lines in the namespace's zone; the first whose hours and days match an instant decides its minutes. */
  schedule: string[] | null;
  timeoutMs: number;
  confirmFailures: number;
  confirmSuccesses: number;
  confirmRetryMs: number;
  essential: boolean;
  /** What its check wants to know again at the next look. */
  remembered: Facts;
  /** Counts the edits, so that a loop knows when its copy is old. */
  revision: number;
  createdAt: Instant;
  removedAt: Instant | null;
  /** Of a removed one, when the pause ends in which it was; null where it was looked at. */
  removedPause: Instant | null;
  /** When it was brought back last. */
  restoredAt: Instant | null;
}

export const MonitorEntity = new EntitySchema<Monitor>({
  name: "Monitor",
  tableName: "monitors",
  columns: {
    id: id("monitors"),
    serviceId: reference("service_id", "Service", "monitors_service_fkey"),
    name: text(),
    nameKey: text({ name: "name_key" }),
    type: text(),
    settings: json(),
    everyMs: integer({ name: "every_ms", nullable: true }),
    schedule: text({ array: true, nullable: true }),
    timeoutMs: integer({ name: "timeout_ms" }),
    confirmFailures: integer({ name: "confirm_failures" }),
    confirmSuccesses: integer({ name: "confirm_successes" }),
    confirmRetryMs: integer({ name: "confirm_retry_ms" }),
    essential: flag(),
    remembered: json({ default: {} }),
    revision: integer(),
    createdAt: instant({ name: "created_at" }),
    removedAt: instant({ name: "removed_at", nullable: true }),
    removedPause: instant({ name: "removed_pause", nullable: true }),
    restoredAt: instant({ name: "restored_at", nullable: true }),
  },
  indices: [
    {
      name: "monitors_name_key",
      columns: ["serviceId", "nameKey"],
      unique: true,
      where: "(removed_at IS NULL)",
    },
    {
      name: "monitors_search_idx",
      columns: ["nameKey"],
      where: "(removed_at IS NULL)",
    },
    {
      name: "monitors_removed_idx",
      columns: ["removedAt"],
      where: "(removed_at IS NOT NULL)",
    },
  ],
  checks: [
    {
      name: "monitors_due_check",
      expression: "((every_ms IS NULL) <> (schedule IS NULL))",
    },
  ],
});

/** The hot half of a monitor: when it is due and what is believed of it. A removed monitor has none. */
export interface MonitorState {
  monitorId: number;
  /** Next probe; of a paused monitor: when its pause ends. */
  dueAt: Instant;
  leaseUntil: Instant | null;
  /** Counts claims and changes by people: whoever writes must name the one that it read. */
  version: number;
  revision: number;
  everyMs: number | null;
  phaseMs: number;
  timeoutMs: number;
  kind: HealthKind;
  since: Instant;
  belief: Belief;
  toward: Belief | null;
  streak: number;
}

export const MonitorStateEntity = new EntitySchema<MonitorState>({
  name: "MonitorState",
  tableName: "monitor_states",
  columns: {
    monitorId: reference(
      "monitor_id",
      "Monitor",
      "monitor_states_monitor_fkey",
      {
        primary: true,
        primaryKeyConstraintName: "monitor_states_pkey",
      },
    ),
    dueAt: instant({ name: "due_at" }),
    leaseUntil: instant({ name: "lease_until", nullable: true }),
    version: integer(),
    revision: integer(),
    everyMs: integer({ name: "every_ms", nullable: true }),
    phaseMs: integer({ name: "phase_ms" }),
    timeoutMs: integer({ name: "timeout_ms" }),
    kind: text(),
    since: instant(),
    belief: text(),
    toward: text({ nullable: true }),
    streak: integer(),
  },
});

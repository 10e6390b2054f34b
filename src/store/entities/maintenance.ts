import { EntitySchema } from "typeorm";
import type { OccurrenceState } from "../../domain/maintenance.ts";
import type { Instant } from "../../domain/time.ts";
import { flag, id, instant, integer, reference, text } from "./columns.ts";

/** A planned exception as somebody made it. */
export interface MaintenanceWindow {
  id: number;
  title: string;
  /** For the team; customers do not read it. */
  note: string;
  /** What customers read beside names and times: what it is for; empty where they read no more. */
  purpose: string;
  /** Where people's clocks stand: the rule keeps to them. */
  zone: string;
  /** How it comes again (RFC 5545); null where it does not. */
  rule: string | null;
  /** The first time's beginning. */
  startsAt: Instant;
  durationMs: number;
  tellsCustomers: boolean;
  /** By name. */
  createdBy: string;
  createdAt: Instant;
  cancelledAt: Instant | null;
}

export const MaintenanceWindowEntity = new EntitySchema<MaintenanceWindow>({
  name: "MaintenanceWindow",
  tableName: "maintenance_windows",
  columns: {
    id: id("maintenance_windows"),
    title: text(),
    note: text(),
    purpose: text(),
    zone: text(),
    rule: text({ nullable: true }),
    startsAt: instant({ name: "starts_at" }),
    durationMs: integer({ name: "duration_ms" }),
    tellsCustomers: flag({ name: "tells_customers" }),
    createdBy: text({ name: "created_by" }),
    createdAt: instant({ name: "created_at" }),
    cancelledAt: instant({ name: "cancelled_at", nullable: true }),
  },
});

/** What a window covers; exactly one of the three is set. */
export interface MaintenanceScope {
  id: number;
  windowId: number;
  namespaceId: number | null;
  serviceId: number | null;
  monitorId: number | null;
}

export const MaintenanceScopeEntity = new EntitySchema<MaintenanceScope>({
  name: "MaintenanceScope",
  tableName: "maintenance_scopes",
  columns: {
    id: id("maintenance_scopes"),
    windowId: reference(
      "window_id",
      "MaintenanceWindow",
      "maintenance_scopes_window_fkey",
    ),
    namespaceId: reference(
      "namespace_id",
      "Namespace",
      "maintenance_scopes_namespace_fkey",
      { nullable: true },
    ),
    serviceId: reference(
      "service_id",
      "Service",
      "maintenance_scopes_service_fkey",
      { nullable: true },
    ),
    monitorId: reference(
      "monitor_id",
      "Monitor",
      "maintenance_scopes_monitor_fkey",
      { nullable: true },
    ),
  },
  checks: [
    {
      name: "maintenance_scopes_target_check",
      expression: "num_nonnulls(namespace_id, service_id, monitor_id) = 1",
    },
  ],
  indices: [{ name: "maintenance_scopes_window_idx", columns: ["windowId"] }],
});

/** One time of a window. */
export interface Occurrence {
  id: number;
  windowId: number;
  state: OccurrenceState;
  /** Its place in the window's rule, wherever somebody moved it. */
  slotAt: Instant;
  startsAt: Instant;
  endsAt: Instant;
  beganAt: Instant | null;
  endedAt: Instant | null;
  /** How often what was planned of it changed, and when the last time. */
  revision: number;
  changedAt: Instant;
}

export const OccurrenceEntity = new EntitySchema<Occurrence>({
  name: "Occurrence",
  tableName: "maintenance_occurrences",
  columns: {
    id: id("maintenance_occurrences"),
    windowId: reference(
      "window_id",
      "MaintenanceWindow",
      "maintenance_occurrences_window_fkey",
    ),
    state: text(),
    slotAt: instant({ name: "slot_at" }),
    startsAt: instant({ name: "starts_at" }),
    endsAt: instant({ name: "ends_at" }),
    beganAt: instant({ name: "began_at", nullable: true }),
    endedAt: instant({ name: "ended_at", nullable: true }),
    revision: integer(),
    changedAt: instant({ name: "changed_at" }),
  },
  indices: [
    {
      name: "maintenance_occurrences_living_key",
      columns: ["windowId"],
      unique: true,
      where: "(state = ANY (ARRAY['planned'::text, 'running'::text]))",
    },
    {
      name: "maintenance_occurrences_start_idx",
      columns: ["startsAt"],
      where: "(state = 'planned'::text)",
    },
    {
      name: "maintenance_occurrences_end_idx",
      columns: ["endsAt"],
      where: "(state = 'running'::text)",
    },
    {
      name: "maintenance_occurrences_over_idx",
      columns: ["endsAt"],
      where: "(state = ANY (ARRAY['ended'::text, 'cancelled'::text]))",
    },
  ],
});

/** An outage within maintenance, which alarms nobody. */
export interface MaintenanceFailure {
  id: number;
  monitorId: number;
  failedAt: Instant;
  reason: string;
  mendedAt: Instant | null;
}

export const MaintenanceFailureEntity = new EntitySchema<MaintenanceFailure>({
  name: "MaintenanceFailure",
  tableName: "maintenance_failures",
  columns: {
    id: id("maintenance_failures"),
    monitorId: reference(
      "monitor_id",
      "Monitor",
      "maintenance_failures_monitor_fkey",
    ),
    failedAt: instant({ name: "failed_at" }),
    reason: text(),
    mendedAt: instant({ name: "mended_at", nullable: true }),
  },
  indices: [
    {
      name: "maintenance_failures_open_key",
      columns: ["monitorId"],
      unique: true,
      where: "(mended_at IS NULL)",
    },
    { name: "maintenance_failures_idx", columns: ["monitorId", "failedAt"] },
  ],
});

/** A stretch in which a service's status was maintenance; open while `untilAt` is null. */
export interface MaintenanceTime {
  id: number;
  serviceId: number;
  fromAt: Instant;
  untilAt: Instant | null;
}

export const MaintenanceTimeEntity = new EntitySchema<MaintenanceTime>({
  name: "MaintenanceTime",
  tableName: "maintenance_times",
  columns: {
    id: id("maintenance_times"),
    serviceId: reference(
      "service_id",
      "Service",
      "maintenance_times_service_fkey",
    ),
    fromAt: instant({ name: "from_at" }),
    untilAt: instant({ name: "until_at", nullable: true }),
  },
  indices: [
    {
      name: "maintenance_times_open_key",
      columns: ["serviceId"],
      unique: true,
      where: "(until_at IS NULL)",
    },
    {
      name: "maintenance_times_service_idx",
      columns: ["serviceId", "fromAt"],
    },
    { name: "maintenance_times_until_idx", columns: ["untilAt"] },
  ],
});

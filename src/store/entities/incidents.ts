import { EntitySchema } from "typeorm";
import type { Resolution, Severity } from "../../domain/incident.ts";
import type { Instant } from "../../domain/time.ts";
import { flag, id, instant, reference, text } from "./columns.ts";

/** One span in which a service was not up. */
export interface Incident {
  id: number;
  serviceId: number;
  severity: Severity;
  /** What was seen first, in words: "no answer within 5 s". */
  reason: string;
  /** The first failed probe of those that confirmed it. */
  beganAt: Instant;
  openedAt: Instant;
  /** Since when it is down; null while it is in difficulties. */
  downSince: Instant | null;
  acknowledgedAt: Instant | null;
  acknowledgedBy: string | null;
  /** Somebody said "not now"; null where nobody did. */
  snoozedAt: Instant | null;
  snoozedBy: string | null;
  /** Until then; null until it is over. */
  snoozedUntil: Instant | null;
  /** How bad it was then: a snooze does not cover what is worse. */
  snoozedSeverity: Severity | null;
  resolvedAt: Instant | null;
  resolution: Resolution | null;
  nextReminderAt: Instant | null;
  /** It ended in maintenance after customers were told of it: they are owed a word when the service is up again. */
  recoveryOwed: boolean;
  /** The service's name when it was told of first, where it was renamed meanwhile. */
  toldAs: string | null;
}

export const IncidentEntity = new EntitySchema<Incident>({
  name: "Incident",
  tableName: "incidents",
  columns: {
    id: id("incidents"),
    serviceId: reference("service_id", "Service", "incidents_service_fkey"),
    severity: text(),
    reason: text(),
    beganAt: instant({ name: "began_at" }),
    openedAt: instant({ name: "opened_at" }),
    downSince: instant({ name: "down_since", nullable: true }),
    acknowledgedAt: instant({ name: "acknowledged_at", nullable: true }),
    acknowledgedBy: text({ name: "acknowledged_by", nullable: true }),
    snoozedAt: instant({ name: "snoozed_at", nullable: true }),
    snoozedBy: text({ name: "snoozed_by", nullable: true }),
    snoozedUntil: instant({ name: "snoozed_until", nullable: true }),
    snoozedSeverity: text({ name: "snoozed_severity", nullable: true }),
    resolvedAt: instant({ name: "resolved_at", nullable: true }),
    resolution: text({ nullable: true }),
    nextReminderAt: instant({ name: "next_reminder_at", nullable: true }),
    recoveryOwed: flag({ name: "recovery_owed", default: false }),
    toldAs: text({ name: "told_as", nullable: true }),
  },
  indices: [
    {
      name: "incidents_open_key",
      columns: ["serviceId"],
      unique: true,
      where: "(resolved_at IS NULL)",
    },
    {
      name: "incidents_reminder_idx",
      columns: ["nextReminderAt"],
      where: "(next_reminder_at IS NOT NULL)",
    },
    {
      name: "incidents_snooze_idx",
      columns: ["snoozedUntil"],
      where: "(snoozed_until IS NOT NULL)",
    },
    {
      name: "incidents_recovery_owed_idx",
      columns: ["serviceId"],
      where: "recovery_owed",
    },
    { name: "incidents_service_idx", columns: ["serviceId", "beganAt"] },
    { name: "incidents_number_idx", columns: ["serviceId", "id"] },
    { name: "incidents_began_idx", columns: ["beganAt"] },
  ],
});

/** A line of an incident's timeline. */
export interface IncidentEntry {
  id: number;
  incidentId: number;
  at: Instant;
  kind: string;
  text: string;
  /** Who did it; null for what was measured. */
  actor: string | null;
  /** Whether customers may read it. */
  public: boolean;
}

export const IncidentEntryEntity = new EntitySchema<IncidentEntry>({
  name: "IncidentEntry",
  tableName: "incident_entries",
  columns: {
    id: id("incident_entries"),
    incidentId: reference(
      "incident_id",
      "Incident",
      "incident_entries_incident_fkey",
    ),
    at: instant(),
    kind: text(),
    text: text(),
    actor: text({ nullable: true }),
    public: flag({ default: false }),
  },
  indices: [
    { name: "incident_entries_incident_idx", columns: ["incidentId", "id"] },
  ],
});

/** A stretch in which a service was down; open while `untilAt` is null. */
export interface Downtime {
  id: number;
  incidentId: number;
  serviceId: number;
  fromAt: Instant;
  untilAt: Instant | null;
}

export const DowntimeEntity = new EntitySchema<Downtime>({
  name: "Downtime",
  tableName: "downtimes",
  columns: {
    id: id("downtimes"),
    incidentId: reference("incident_id", "Incident", "downtimes_incident_fkey"),
    serviceId: reference("service_id", "Service", "downtimes_service_fkey"),
    fromAt: instant({ name: "from_at" }),
    untilAt: instant({ name: "until_at", nullable: true }),
  },
  indices: [
    {
      name: "downtimes_open_key",
      columns: ["incidentId"],
      unique: true,
      where: "(until_at IS NULL)",
    },
    { name: "downtimes_service_idx", columns: ["serviceId", "fromAt"] },
    { name: "downtimes_ended_idx", columns: ["serviceId", "untilAt"] },
    { name: "downtimes_until_idx", columns: ["untilAt"] },
  ],
});

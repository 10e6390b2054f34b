import { EntitySchema } from "typeorm";
import type { AnnouncementReason } from "../../domain/announcement.ts";
import type { Report } from "../../domain/report.ts";
import type { MaintenanceReason, Meanwhile } from "../../domain/maintenance.ts";
import type { Instant } from "../../domain/time.ts";
import { id, instant, json, reference, text } from "./columns.ts";

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

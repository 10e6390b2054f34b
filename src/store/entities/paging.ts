import { EntitySchema } from "typeorm";
import type { Instant } from "../../domain/time.ts";
import { id, instant, integer, reference, text } from "./columns.ts";

/** An incident that people are called for. */
export interface Paging {
  incidentId: number;
  /** Counts how often it began: in each round everybody is called once. */
  round: number;
  /** When the next person is called; null where nobody is any more. */
  nextAt: Instant | null;
  endedBecause: string | null;
}

export const PagingEntity = new EntitySchema<Paging>({
  name: "Paging",
  tableName: "pagings",
  columns: {
    incidentId: reference("incident_id", "Incident", "pagings_incident_fkey", {
      primary: true,
      primaryKeyConstraintName: "pagings_pkey",
    }),
    round: integer(),
    nextAt: instant({ name: "next_at", nullable: true }),
    endedBecause: text({ name: "ended_because", nullable: true }),
  },
  indices: [
    {
      name: "pagings_next_idx",
      columns: ["nextAt"],
      where: "(next_at IS NOT NULL)",
    },
  ],
});

/** `sms` rings; `slack` is a direct message, where an SMS may not be sent or did not arrive. */
export const callWays = ["sms", "slack"] as const;
export type CallWay = (typeof callWays)[number];

/** `late`: it could not be handed over for so long that other ways were tried. */
export type CallState =
  "calling" | "sent" | "delivered" | "failed" | "late" | "dropped";

/** Somebody who was called for an incident. */
export interface PagerCall {
  id: number;
  /** Null for a test. */
  incidentId: number | null;
  round: number;
  /** Slack's user id. */
  personId: string;
  personName: string;
  way: CallWay;
  outletId: number;
  deliveryId: number | null;
  at: Instant;
  state: CallState;
  failure: string | null;
  /** When it is looked at next; null when nothing more is to come of it. */
  lookAt: Instant | null;
}

export const PagerCallEntity = new EntitySchema<PagerCall>({
  name: "PagerCall",
  tableName: "pager_calls",
  columns: {
    id: id("pager_calls"),
    incidentId: reference(
      "incident_id",
      "Incident",
      "pager_calls_incident_fkey",
      { nullable: true },
    ),
    round: integer(),
    personId: text({ name: "person_id" }),
    personName: text({ name: "person_name" }),
    way: text(),
    outletId: reference("outlet_id", "Outlet", "pager_calls_outlet_fkey"),
    deliveryId: reference(
      "delivery_id",
      "Delivery",
      "pager_calls_delivery_fkey",
      { nullable: true, onDelete: "SET NULL" },
    ),
    at: instant(),
    state: text(),
    failure: text({ nullable: true }),
    lookAt: instant({ name: "look_at", nullable: true }),
  },
  uniques: [
    {
      name: "pager_calls_person_key",
      columns: ["incidentId", "round", "personId", "way"],
    },
  ],
  indices: [
    { name: "pager_calls_person_idx", columns: ["personId", "at"] },
    { name: "pager_calls_outlet_idx", columns: ["outletId"] },
    {
      name: "pager_calls_look_idx",
      columns: ["lookAt"],
      where: "(look_at IS NOT NULL)",
    },
    {
      name: "pager_calls_delivery_idx",
      columns: ["deliveryId"],
      where: "(delivery_id IS NOT NULL)",
    },
  ],
});

/** How a person wants to be called. */
export interface PagerPerson {
  personId: string;
  /** "22:00" to "07:00"; all three are there, or none. */
  quietFrom: string | null;
  quietUntil: string | null;
  timezone: string | null;
  mostPerDay: number;
  /** When the admins were told that the day's SMS are used up. */
  quotaToldAt: Instant | null;
  /** When they were told what to write. */
  helpedAt: Instant | null;
}

export const PagerPersonEntity = new EntitySchema<PagerPerson>({
  name: "PagerPerson",
  tableName: "pager_people",
  columns: {
    personId: text({
      name: "person_id",
      primary: true,
      primaryKeyConstraintName: "pager_people_pkey",
    }),
    quietFrom: text({ name: "quiet_from", nullable: true }),
    quietUntil: text({ name: "quiet_until", nullable: true }),
    timezone: text({ nullable: true }),
    mostPerDay: integer({ name: "most_per_day" }),
    quotaToldAt: instant({ name: "quota_told_at", nullable: true }),
    helpedAt: instant({ name: "helped_at", nullable: true }),
  },
});

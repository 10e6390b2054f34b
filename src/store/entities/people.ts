import { EntitySchema } from "typeorm";
import type { OnCallPerson, Override, Rota } from "../../domain/on-call.ts";
import type { Role } from "../../domain/roles.ts";
import type { Instant } from "../../domain/time.ts";
import { id, instant, integer, json, reference, text } from "./columns.ts";

/** What guests may: look at everything, or nothing at all. */
export const guestRights = ["read", "nothing"] as const;
export type GuestRights = (typeof guestRights)[number];

/** A role that was given, or (kind "guests") what all guests may. */
export interface RoleGrant {
  id: number;
  kind: "user" | "group" | "guests";
  /** Slack's id of the person or user group; "guests" for all guests. */
  subject: string;
  /** How people call it. */
  label: string;
  /** Null: everywhere. */
  namespaceId: number | null;
  role: Role | GuestRights;
  createdAt: Instant;
}

export const RoleGrantEntity = new EntitySchema<RoleGrant>({
  name: "RoleGrant",
  tableName: "role_grants",
  columns: {
    id: id("role_grants"),
    kind: text(),
    subject: text(),
    label: text(),
    namespaceId: reference(
      "namespace_id",
      "Namespace",
      "role_grants_namespace_fkey",
      { nullable: true },
    ),
    role: text(),
    createdAt: instant({ name: "created_at" }),
  },
  uniques: [
    {
      name: "role_grants_subject_key",
      columns: ["kind", "subject", "namespaceId"],
    },
  ],
});

export interface StoredRota extends Rota {
  namespaceId: number;
  people: OnCallPerson[];
}

export const RotaEntity = new EntitySchema<StoredRota>({
  name: "Rota",
  tableName: "rotas",
  columns: {
    namespaceId: reference(
      "namespace_id",
      "Namespace",
      "rotas_namespace_fkey",
      {
        primary: true,
        primaryKeyConstraintName: "rotas_pkey",
      },
    ),
    people: json(),
    everyDays: integer({ name: "every_days" }),
    startsOn: text({ name: "starts_on" }),
    at: text(),
    timezone: text(),
  },
});

export interface StoredOverride {
  id: number;
  namespaceId: number;
  personId: string;
  personName: string;
  fromAt: Instant;
  untilAt: Instant;
}

export function asOverride(row: StoredOverride): Override {
  return {
    person: { id: row.personId, name: row.personName },
    from: row.fromAt,
    until: row.untilAt,
  };
}

export const RotaOverrideEntity = new EntitySchema<StoredOverride>({
  name: "RotaOverride",
  tableName: "rota_overrides",
  columns: {
    id: id("rota_overrides"),
    namespaceId: reference(
      "namespace_id",
      "Namespace",
      "rota_overrides_namespace_fkey",
    ),
    personId: text({ name: "person_id" }),
    personName: text({ name: "person_name" }),
    fromAt: instant({ name: "from_at" }),
    untilAt: instant({ name: "until_at" }),
  },
  indices: [{ name: "rota_overrides_idx", columns: ["untilAt"] }],
});

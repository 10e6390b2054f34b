import { EntitySchema } from "typeorm";
import type { Instant } from "../../domain/time.ts";
import { instant, integer, reference, text } from "./columns.ts";

/** How the public page of a namespace looks; null: as it would without. */
export interface Appearance {
  namespaceId: number;
  title: string | null;
  /** "#0b5394" */
  accent: string | null;
  /** The host at which the page is at "/". */
  domain: string | null;
  /** A PNG, for twice the size at which it is shown. */
  logo: Buffer | null;
  logoHash: string | null;
  /** In dots of the file. */
  logoWidth: number | null;
}

export const AppearanceEntity = new EntitySchema<Appearance>({
  name: "Appearance",
  tableName: "appearances",
  columns: {
    namespaceId: reference(
      "namespace_id",
      "Namespace",
      "appearances_namespace_fkey",
      { primary: true, primaryKeyConstraintName: "appearances_pkey" },
    ),
    title: text({ nullable: true }),
    accent: text({ nullable: true }),
    domain: text({ nullable: true }),
    logo: { type: "bytea", nullable: true },
    logoHash: text({ name: "logo_hash", nullable: true }),
    logoWidth: integer({ name: "logo_width", nullable: true }),
  },
  uniques: [{ name: "appearances_domain_key", columns: ["domain"] }],
});

/** What was written for customers after an incident. */
export interface Postmortem {
  incidentId: number;
  text: string;
  /** When it was written or changed last. */
  at: Instant;
  actor: string;
}

export const PostmortemEntity = new EntitySchema<Postmortem>({
  name: "Postmortem",
  tableName: "postmortems",
  columns: {
    incidentId: reference(
      "incident_id",
      "Incident",
      "postmortems_incident_fkey",
      { primary: true, primaryKeyConstraintName: "postmortems_pkey" },
    ),
    text: text(),
    at: instant(),
    actor: text(),
  },
});

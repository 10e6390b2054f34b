import { EntitySchema } from "typeorm";
import type { Instant } from "../../domain/time.ts";
import { id, instant, json, text } from "./columns.ts";

/** A password, token or DSN, sealed by secrets.ts. */
export interface Secret {
  id: number;
  /** The row it belongs to: "monitor:12", "outlet:3". */
  owner: string;
  name: string;
  keyId: string;
  sealed: Buffer;
}

export const SecretEntity = new EntitySchema<Secret>({
  name: "Secret",
  tableName: "secrets",
  columns: {
    id: id("secrets"),
    owner: text(),
    name: text(),
    keyId: text({ name: "key_id" }),
    sealed: { type: "bytea" },
  },
  uniques: [{ name: "secrets_name_key", columns: ["owner", "name"] }],
});

/** Who did what. */
export interface Audit {
  id: number;
  at: Instant;
  actor: string;
  /** As they were called then; null in rows of earlier versions. */
  actorName: string | null;
  verb: string;
  target: string;
  details: Record<string, unknown>;
}

export const AuditEntity = new EntitySchema<Audit>({
  name: "Audit",
  tableName: "audits",
  columns: {
    id: id("audits"),
    at: instant(),
    actor: text(),
    actorName: text({ name: "actor_name", nullable: true }),
    verb: text(),
    target: text(),
    details: json(),
  },
  indices: [
    { name: "audits_at_idx", columns: ["at"] },
    { name: "audits_actor_idx", columns: ["actor", "id"] },
    { name: "audits_target_idx", columns: ["target", "id"] },
  ],
});

/** Work that is done now and then by whichever instance comes first. */
export interface PeriodicRun {
  name: string;
  dueAt: Instant;
  leaseUntil: Instant | null;
  finishedAt: Instant | null;
  /** Why the last run did not succeed. */
  failure: string | null;
}

export const PeriodicRunEntity = new EntitySchema<PeriodicRun>({
  name: "PeriodicRun",
  tableName: "periodic_runs",
  columns: {
    name: text({
      primary: true,
      primaryKeyConstraintName: "periodic_runs_pkey",
    }),
    dueAt: instant({ name: "due_at" }),
    leaseUntil: instant({ name: "lease_until", nullable: true }),
    finishedAt: instant({ name: "finished_at", nullable: true }),
    failure: text({ nullable: true }),
  },
});

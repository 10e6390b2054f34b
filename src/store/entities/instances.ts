import { EntitySchema } from "typeorm";
import type { Condition } from "../../domain/condition.ts";
import type { Instant } from "../../domain/time.ts";
import { instant, json, text } from "./columns.ts";

/** A program at work on this database. */
export interface Instance {
  /** Made anew at each start. */
  id: string;
  host: string;
  roles: string[];
  version: string;
  startedAt: Instant;
  /** When it last said that it lives, by the database's clock. */
  seenAt: Instant;
  condition: Condition;
}

export const InstanceEntity = new EntitySchema<Instance>({
  name: "Instance",
  tableName: "instances",
  columns: {
    id: text({ primary: true, primaryKeyConstraintName: "instances_pkey" }),
    host: text(),
    roles: text({ array: true }),
    version: text(),
    startedAt: instant({ name: "started_at" }),
    seenAt: instant({ name: "seen_at" }),
    condition: json(),
  },
});

import { EntitySchema } from "typeorm";
import type { Facts } from "../../domain/result.ts";
import type { Instant } from "../../domain/time.ts";
import { instant, json, reference } from "./columns.ts";

/** What was measured last at a monitor; results.ts writes it. */
export interface MonitorFacts {
  monitorId: number;
  at: Instant;
  facts: Facts;
}

export const MonitorFactsEntity = new EntitySchema<MonitorFacts>({
  name: "MonitorFacts",
  tableName: "monitor_facts",
  columns: {
    monitorId: reference(
      "monitor_id",
      "Monitor",
      "monitor_facts_monitor_fkey",
      { primary: true, primaryKeyConstraintName: "monitor_facts_pkey" },
    ),
    at: instant(),
    facts: json(),
  },
});

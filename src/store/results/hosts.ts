import type { Instant } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";

/** A machine with its fullest disk. */
export interface FullDisk {
  serviceId: number;
  serviceName: string;
  namespaceSlug: string;
  monitorName: string;
  usedPercent: number;
  at: Instant;
}

/** The machines with the fullest disks, of those that told since an instant. */
export async function fullestDisks(
  db: Db,
  since: Instant,
  limit: number,
): Promise<FullDisk[]> {
  return rows(
    db,
    `SELECT s.id AS "serviceId", s.name AS "serviceName", n.slug AS "namespaceSlug", m.name AS "monitorName",
       (f.facts ->> 'diskUsedPercent')::float8 AS "usedPercent", f.at
     FROM monitor_facts f JOIN monitors m ON m.id = f.monitor_id JOIN services s ON s.id = m.service_id JOIN namespaces n ON n.id = s.namespace_id
     WHERE m.removed_at IS NULL AND f.at >= to_timestamp($1::float8 / 1000) AND jsonb_typeof(f.facts -> 'diskUsedPercent') = 'number'
     ORDER BY "usedPercent" DESC, f.monitor_id LIMIT $2`,
    [since, limit],
  );
}
